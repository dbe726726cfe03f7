// The shortlist. It is stored only on this device, and sent only when its owner opens a comparison.
"use strict";

(() => {
  const KEY = "shortlist";
  const MOST = 6;
  const bar = document.getElementById("shortlist");
  const says = bar.querySelector("[role=status]");
  const compare = bar.querySelector("[data-to=compare]");
  const questions = bar.querySelector("[data-to=questions]");

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return Array.isArray(kept) ? kept.filter((slug) => typeof slug === "string").slice(0, MOST) : [];
    } catch {
      return [];
    }
  };

  let slugs = read();

  const keep = () => {
    try {
      localStorage.setItem(KEY, JSON.stringify(slugs));
    } catch {
      // A browser that stores nothing keeps the list until the reader leaves the page.
    }
  };

  const show = (message = "") => {
    const query = new URLSearchParams(slugs.map((slug) => ["clinic", slug]));
    bar.hidden = slugs.length === 0;
    document.body.classList.toggle("has-shortlist", slugs.length > 0);
    says.textContent = message || (slugs.length === 1 ? bar.dataset.one : "");
    compare.hidden = slugs.length < 2;
    compare.textContent = bar.dataset.many.replace("%s", slugs.length);
    compare.href = `${bar.dataset.compare}?${query}`;
    questions.href = `${bar.dataset.questions}?${query}`;
    for (const box of document.querySelectorAll(".picks input[name=clinic]")) {
      box.checked = slugs.includes(box.value);
    }
    for (const button of document.querySelectorAll("[data-shortlist]")) {
      const listed = slugs.includes(button.dataset.shortlist);
      button.hidden = false;
      button.textContent = listed ? bar.dataset.remove : bar.dataset.add;
      button.setAttribute("aria-pressed", listed);
    }
  };

  const set = (slug, wanted) => {
    if (wanted && slugs.length === MOST && !slugs.includes(slug)) return show(bar.dataset.full);
    slugs = slugs.filter((kept) => kept !== slug);
    if (wanted) slugs.push(slug);
    keep();
    show();
  };

  document.addEventListener("change", ({ target }) => {
    if (target.matches(".picks input[name=clinic]")) set(target.value, target.checked);
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-shortlist]");
    if (button) set(button.dataset.shortlist, button.getAttribute("aria-pressed") !== "true");
  });
  bar.querySelector("[data-to=clear]").addEventListener("click", () => {
    slugs = [];
    keep();
    show();
    document.getElementById("main").focus();
  });
  addEventListener("storage", ({ key }) => {
    if (key === KEY || key === null) {
      slugs = read();
      show();
    }
  });
  addEventListener("pageshow", () => { slugs = read(); show(); });

  for (const plain of document.querySelectorAll("[data-without-script]")) plain.hidden = true;
  show();
})();
