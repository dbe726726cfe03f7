// The page that makes a snippet: a change shows at once, and a button copies what stands there.
"use strict";

(() => {
  const form = document.getElementById("search");
  const made = document.getElementById("made");
  let asking = null;

  const address = () => `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;

  const snippetIn = (page) => page.getElementById("snippet")?.defaultValue;

  // A form that is not right yet stays as it is: whoever sends it reads what is wrong.
  const renew = async () => {
    asking?.abort();
    const mine = asking = new AbortController(), to = address();
    try {
      const answer = await fetch(to, { signal: mine.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok || mine.signal.aborted) return;
      history.replaceState(null, "", to);
      // The same snippet stays, and with it what the reader does in its frame.
      if (snippetIn(page) === snippetIn(document)) return;
      made.replaceChildren(...page.getElementById("made").childNodes);
    } catch { /* Without an answer the former snippet stays; sending the form tries again. */ }
  };

  form.addEventListener("change", renew);
  made.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-copies]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copies), says = button.nextElementSibling;
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      says.textContent = says.dataset.copied;
    } catch {
      field.focus();
    }
  });
})();
