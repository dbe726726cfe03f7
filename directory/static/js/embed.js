// The page that makes a snippet: a change shows at once, and a button copies what stands there.
"use strict";

(() => {
  const form = document.getElementById("search");
  const made = document.getElementById("made");
  let asking = null;

  const address = () => `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;

  const snippetIn = (page) => page.getElementById("snippet")?.defaultValue;

  // What was wrong before, with the page as it came or since.
  const forgive = () => {
    for (const said of document.querySelectorAll(".summary, .embed-form .error")) said.remove();
    for (const field of form.querySelectorAll(".wrong")) field.classList.remove("wrong");
    for (const field of form.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
  };

  // A form that is not right has no snippet: nobody shall copy one that asks something else.
  const renew = async () => {
    asking?.abort();
    const mine = asking = new AbortController(), to = address();
    try {
      const answer = await fetch(to, { signal: mine.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const wrong = page.querySelector(".summary");
      if (mine.signal.aborted || !(answer.ok || wrong)) return;
      forgive();
      if (wrong) return made.replaceChildren(wrong);
      history.replaceState(null, "", to);
      for (const link of document.querySelectorAll("header a[hreflang]")) link.search = location.search;
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
      says.textContent = says.dataset.selected;
    }
  });
})();
