// Your list. It is stored only on this device, and sent only when its owner opens a comparison.
"use strict";

(() => {
  const KEY = "shortlist";
  const MOST = 6;
  const bar = document.getElementById("shortlist");
  const part = (name) => bar.querySelector(`[data-to=${name}]`);
  const says = bar.querySelector("[role=status]");
  const box = bar.querySelector(".list-box input");
  const panel = document.getElementById("list-panel");
  const [open, undo] = [part("list"), part("undo")];

  // The page of one clinic has one control of its own; comparison and sheet need no bar.
  const here = document.querySelector("main [data-shortlist]");
  const away = [bar.dataset.compare, bar.dataset.questions].includes(location.pathname);
  const controls = () => document.querySelectorAll(".picks input[name=clinic], [data-shortlist]");
  const slugOf = (control) => control.dataset.shortlist ?? control.value;
  const nameOf = (control) =>
    (control.dataset.name ?? control.closest("label").querySelector("bdi").textContent).trim();

  // Earlier lists hold the slugs alone. What is stored is not trusted.
  const clean = (one) => {
    const { slug, name } = typeof one === "string" ? { slug: one } : one ?? {};
    const isSlug = typeof slug === "string" && /^[\w-]{1,90}$/.test(slug);
    return isSlug ? { slug, name: typeof name === "string" ? name.slice(0, 200) : "" } : null;
  };
  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY)).map(clean).filter(Boolean);
      return [...new Map(kept.map((one) => [one.slug, one])).values()].slice(0, MOST);
    } catch {
      return [];
    }
  };

  let list = read();
  let before = null;

  const has = (slug) => list.some((one) => one.slug === slug);
  const keep = () => {
    try {
      localStorage.setItem(KEY, JSON.stringify(list));
    } catch {
      // A browser that stores nothing keeps the list until the reader leaves the page.
    }
  };

  const learnNames = () => {
    const names = new Map([...controls()].map((control) => [slugOf(control), nameOf(control)]));
    const known = list.map((one) => ({ ...one, name: names.get(one.slug) || one.name }));
    if (JSON.stringify(known) === JSON.stringify(list)) return;
    list = known;
    keep();
  };

  const showRows = () => {
    const carry = bar.dataset.carry && `?${bar.dataset.carry}`;
    panel.querySelector("ul").replaceChildren(...list.map(({ slug, name }) => {
      const row = panel.querySelector("template").content.cloneNode(true);
      const [link, button] = [row.querySelector("a"), row.querySelector("button")];
      link.textContent = name || slug.replaceAll("-", " ");
      link.href = bar.dataset.clinic.replace("SLUG", slug) + carry;
      button.dataset.off = slug;
      button.querySelector("span").textContent = ` ${link.textContent}`;
      return row;
    }));
  };

  const showLinks = () => {
    const chosen = list.map(({ slug }) => `clinic=${slug}`);
    const query = [...chosen, bar.dataset.carry].filter(Boolean).join("&");
    part("questions").href = `${bar.dataset.questions}?${query}`;
    for (const link of bar.querySelectorAll("[data-to=compare]")) {
      link.hidden = list.length < 2;
      link.textContent = bar.dataset.many.replace("%s", list.length);
      link.href = `${bar.dataset.compare}?${query}`;
    }
  };

  const showPanel = (isOpen) => {
    panel.hidden = !isOpen;
    open.setAttribute("aria-expanded", isOpen);
  };

  const showMine = () => {
    for (const control of controls()) control.checked = has(slugOf(control));
    showRows();
    showLinks();
  };

  const show = (message = "") => {
    showMine();
    says.textContent = message || (list.length === 1 && !here ? bar.dataset.one : "");
    bar.classList.toggle("speaks", message !== "");
    undo.hidden = before === null;
    open.hidden = list.length === 0;
    open.textContent = bar.dataset.list.replace("%s", list.length);
    if (!list.length) showPanel(false);
    bar.hidden = away || !(list.length || here || before);
  };

  const change = (to, message) => {
    list = to;
    keep();
    show(message);
  };

  const set = (control) => {
    const slug = slugOf(control);
    const others = list.filter((one) => one.slug !== slug);
    if (others.length < list.length) {
      before = null;
      return change(others);
    }
    if (list.length === MOST) return show(bar.dataset.full);
    before = null;
    change([...list, { slug, name: nameOf(control) }]);
  };

  // From the list itself a slip of the finger must be easy to take back.
  const takeBack = (to, message) => {
    before = list;
    change(to, message);
  };

  const takeOff = (button) => {
    const at = list.findIndex((one) => one.slug === button.dataset.off);
    const name = button.closest("li").querySelector("a").textContent;
    takeBack(list.filter((_one, n) => n !== at), bar.dataset.taken.replace("%s", () => name));
    (panel.querySelectorAll("[data-off]")[Math.min(at, list.length - 1)] ?? undo).focus();
  };

  const presses = {
    list: () => showPanel(panel.hidden),
    clear: () => { takeBack([], bar.dataset.cleared); undo.focus(); },
    undo: () => { const to = before; before = null; change(to); open.focus(); },
  };

  if (here) {
    box.dataset.shortlist = slugOf(here);
    box.dataset.name = nameOf(here);
    bar.querySelector(".list-clinic bdi").textContent = nameOf(here);
    const phone = document.querySelector("main a[href^='tel:']")?.href;
    part("call").hidden = !phone;
    if (phone) part("call").href = phone;
    for (const shown of bar.querySelectorAll(".list-clinic, .list-box")) shown.hidden = false;
    bar.classList.add("at-a-clinic");
  }

  document.addEventListener("change", ({ target }) => {
    if ([...controls()].includes(target)) set(target);
  });
  document.addEventListener("click", ({ target }) => {
    const off = target.closest("[data-takes-off]");
    const mine = bar.contains(target) && target.closest("button");
    if (off) change(list.filter((one) => one.slug !== off.dataset.takesOff));
    else if (mine) mine.dataset.off ? takeOff(mine) : presses[mine.dataset.to]();
    else if (!bar.contains(target)) showPanel(false);
  });
  bar.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || panel.hidden) return;
    showPanel(false);
    open.focus();
  });
  // An open list must not cover what has the focus.
  document.addEventListener("focusin", ({ target }) => { if (!bar.contains(target)) showPanel(false); });

  const again = () => { list = read(); learnNames(); show(); };
  addEventListener("storage", ({ key }) => { if (key === KEY || key === null) again(); });
  addEventListener("pageshow", again);
  document.addEventListener("results:swapped", () => { learnNames(); showMine(); });

  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`);
  }).observe(bar);
  for (const plain of document.querySelectorAll("[data-without-script]")) plain.hidden = true;
  again();
})();
