// Live filters: a tick brings the page that answers the form, and puts what it says in the place of what stands here.
"use strict";

(() => {
  const main = document.getElementById("main");
  const form = document.getElementById("search");
  const bar = document.getElementById("shortlist");
  // What has scripts of its own stays, and is only told what is new about it.
  const STAYS = ["#search", ".map-jump", "#map", "#map-end"];
  const BOXES = "input[type=checkbox]";
  // The feed, and this page in other languages.
  const ALSO = "link[rel=alternate], header a[hreflang]";
  const WORDS = ".asked-line, .filters > summary, .group > summary, fieldset > legend + .hint";

  const says = Object.assign(document.createElement("p"), { className: "hidden" });
  says.setAttribute("role", "status");
  form.append(says);

  const here = () => location.pathname + location.search;
  // `shown`: what the list answers; `asked`: what was asked for last; `settled`: what *back* returns to;
  // `step`: where the history stands. It moves before the answer to *back* is there.
  let [shown, asked, settled, step, asking] = [here(), here(), here(), here(), null];

  const address = () => {
    const query = new URLSearchParams(new FormData(form)).toString();
    return new URL(form.action).pathname + (query && `?${query}`);
  };
  const tellData = (old, now) => {
    for (const [name, value] of Object.entries(now.dataset)) {
      if (old.dataset[name] !== value) old.dataset[name] = value;
    }
  };

  const tellBoxes = (told) => {
    const boxes = new Map([...told.querySelectorAll(BOXES)].map((box) => [box.name + box.value, box]));
    for (const box of form.querySelectorAll(BOXES)) {
      const now = boxes.get(box.name + box.value);
      const [label, row] = [box.closest("label"), now?.closest(".tick-row")];
      const was = label.closest(".tick-row");
      if (!now) {
        // What nobody has cannot be asked for confirmed either.
        if (!was.contains(document.activeElement)) was.replaceWith(was.firstElementChild);
        continue;
      }
      if (row && !was) {
        label.replaceWith(row);
        continue;
      }
      box.defaultChecked = now.checked;
      box.checked = now.checked;
      // A box that has the focus would lose it with being disabled.
      box.disabled = now.disabled && box !== document.activeElement;
      label.classList.toggle("off", box.disabled);
      const count = label.querySelector(".count");
      if (count) count.textContent = now.closest("label").querySelector(".count").textContent;
    }
  };

  const tellFields = (told, all) => {
    for (const field of form.querySelectorAll("input[id], select")) {
      const now = told.querySelector(`#${field.id}`);
      const typing = !all && field === document.activeElement;
      if (now && field.options) {
        if (!typing && field.textContent !== now.textContent) field.replaceChildren(...now.cloneNode(true).children);
        for (const option of field.options) option.defaultSelected = option.value === now.value;
        field.value = now.value;
      } else if (now && !typing) field.value = field.defaultValue = now.value;
    }
  };

  const tellForm = (told, all) => {
    const [into, words] = [form.querySelector(".asked-in"), told.querySelectorAll(WORDS)];
    for (const old of form.querySelectorAll(".chips, input[type=hidden]")) old.remove();
    into.append(...told.querySelectorAll("input[type=hidden]"));
    into.prepend(...told.querySelectorAll(".chips"));
    form.querySelectorAll(WORDS).forEach((old, i) => {
      if (old.innerHTML !== words[i].innerHTML) old.replaceChildren(...words[i].childNodes);
    });
    tellBoxes(told);
    tellFields(told, all);
    tellButton(told);
  };
  const tellButton = (told) => {
    const button = form.querySelector("[data-shows]");
    button.textContent = button.dataset.shows = told.querySelector("[data-shows]").dataset.shows;
  };

  const swap = (told) => {
    const kept = new Map(STAYS.map((one) => [told.querySelector(one), main.querySelector(one)]));
    for (const old of [...main.children]) {
      if (!old.matches(STAYS.join())) old.remove();
      else if (old !== form) old.hidden = ![...kept].some(([now, one]) => now && one === old);
    }
    let at = main.firstElementChild;
    for (const now of [...told.children]) {
      const old = kept.get(now);
      if (old && old !== form) tellData(old, now);
      if (old) at = old.nextElementSibling;
      else main.insertBefore(now, at);
    }
  };
  // Whoever stood on something that was swapped stands on the same thing, or at the head of the list.
  const keepFocus = (held) => {
    if (held.isConnected) return;
    const same = ["pathname", "name", "value", "textContent"];
    const twin = [...main.querySelectorAll(held.tagName)].find((one) => same.every((what) => one[what] === held[what]));
    (twin ?? document.getElementById("found")).focus({ preventScroll: true });
  };

  // As after a page that was loaded: what is open closes, and the reader stands at the heading.
  const leave = () => {
    for (const open of [".filters", ".asked"]) form.querySelector(open).open = false;
  };
  // What the reader opened while the answer was on its way stays open.
  const arrive = () => {
    const heading = main.querySelector("h1");
    if (!form.querySelector(".chips")) form.querySelector(".asked").open = true;
    heading.tabIndex = -1;
    heading.focus();
  };
  // Ticks replace the address; a submit is a step of the history, from what was there before the ticks.
  const settle = (to, why) => {
    if (why === "submit" && settled !== to) {
      history.replaceState(null, "", settled);
      history.pushState(null, "", to);
    } else history.replaceState(null, "", to);
    shown = asked = step = here();
    if (why !== "tick" && why !== "word") settled = shown;
  };
  const show = (page, to, why) => {
    const [told, held] = [page.getElementById("main"), document.activeElement];
    const toldForm = told.querySelector("#search");
    swap(told);
    tellData(bar, page.getElementById("shortlist"));
    document.title = page.title;
    const also = page.querySelectorAll(ALSO);
    document.querySelectorAll(ALSO).forEach((old, i) => { old.href = also[i].getAttribute("href"); });
    settle(to, why);
    tellForm(toldForm, why === "back" || why === "submit");
    keepFocus(held);
    if (why === "submit") arrive();
    says.textContent = why === "submit" ? "" : main.querySelector("h1").textContent;
    document.dispatchEvent(new CustomEvent("results:swapped"));
  };

  const isUrgent = (page) => page.querySelector(".crisis-first") !== null;
  const load = async (to, why) => {
    asking?.abort();
    const mine = asking = new AbortController();
    asked = to;
    main.classList.add("asking");
    try {
      const answer = await fetch(to, { signal: mine.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine.signal.aborted) return;
      if (!answer.ok || !page.querySelector("#main > .found")) throw new Error(String(answer.status));
      if (isUrgent(page) !== isUrgent(document)) location.assign(to);
      else show(page, to, why);
    } catch {
      if (mine.signal.aborted) return;
      asked = shown;
      // Half a word that means nothing yet is no reason to take the reader elsewhere.
      if (why === "back") location.reload();
      else if (why !== "word") form.submit();
    } finally {
      if (asking === mine) {
        asking = null;
        main.classList.remove("asking");
      }
    }
  };

  form.addEventListener("change", ({ target }) => {
    const to = address();
    if (to !== asked) load(to, target.matches(`${BOXES}, select`) ? "tick" : "word");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
    const to = address();
    if (to !== shown || asking) return load(to, "submit");
    settle(to, "submit");
    arrive();
  });
  // A link within the page is a step of the history, too.
  addEventListener("popstate", () => {
    if (here() === step) return;
    step = here();
    load(step, "back");
  });
  // A page that comes back whole asks again for what it did not get.
  addEventListener("pagehide", () => {
    asking?.abort();
    asked = shown;
  });
  tellButton(form);
})();
