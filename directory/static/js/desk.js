// The desk without a mouse. Keys choose and move; they never send. The list of keys on the page says
// which radio button a key chooses. Also: a look-up that was opened fills its address.
"use strict";

(() => {
  const form = document.querySelector("[data-desk]");
  const help = document.querySelector(".desk-help");
  const items = [...document.querySelectorAll(".desk-item")];
  const inner = form ? [...form.querySelectorAll(".desk-item")] : [];
  // What is decided one by one: the items of a proposal, else the whole form.
  const parts = inner.length || !form ? inner : [form];

  const valueOf = (key) => document.querySelector(`[data-key="${key}"]`)?.dataset.value;
  const radios = (part) => [...part.querySelectorAll("input[type=radio]")];
  const texts = (part) => [...part.querySelectorAll("select, textarea:not([data-mask])")];
  const isChosen = (part) => radios(part).some((radio) => radio.checked);
  const isTouched = (part) => isChosen(part) || texts(part).some((field) => field.value.trim());
  const current = () =>
    parts.find((part) => part.contains(document.activeElement)) ?? parts.find((part) => !isChosen(part)) ?? parts[0];

  const choose = (part, value) => {
    const radio = radios(part).find((one) => one.value === value);
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const step = (by) => {
    const now = items.findIndex((item) => item.contains(document.activeElement));
    const next = items[Math.min(Math.max(now + by, 0), items.length - 1)];
    if (next) {
      next.tabIndex = -1;
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  };

  // Of a part, what somebody must still look at or choose.
  const eyesOf = (part) => part.querySelector("[data-eyes]");
  const openIn = (part) => {
    if (!isChosen(part)) return eyesOf(part) ?? radios(part)[0];
    const method = part.querySelector("select[name$=method]");
    return method && !method.value && method;
  };

  const approve = () => {
    const eyes = [...document.querySelectorAll("[data-eyes]")].find((one) => !parts.some((part) => part.contains(one)));
    if (eyes) return eyes.focus();
    const value = valueOf("a");
    if (!value) return;
    const isDone = inner.length ? isTouched : isChosen;
    for (const part of parts) if (!isDone(part) && !eyesOf(part)) choose(part, value);
    (parts.map(openIn).find(Boolean) ?? form.querySelector("button:not([type=button], [data-approve-all])"))?.focus();
  };

  const explain = () => {
    const fields = texts(current() ?? document.createElement("div"));
    (fields.find((field) => /reason$/.test(field.name)) ?? fields.at(-1))?.focus();
  };

  const decide = (key) => {
    const value = valueOf(key);
    const part = current();
    if (!value || !part) return;
    choose(part, value);
    part.contains(document.activeElement) || radios(part)[0].focus();
    explain();
  };

  const go = (key) => document.querySelector(`[data-goes="${key}"]`)?.focus();

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    a: approve,
    r: () => decide("r"),
    b: () => decide("b"),
    w: explain,
    n: () => go("n"),
    s: () => go("s"),
    "?": () => {
      if (!help) return;
      help.open = !help.open;
      help.querySelector("summary").focus();
    },
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
    if (typing || event.repeat || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  // "Approve the other 19": what was touched, or has a concern, is left alone.
  const all = form?.querySelector("[data-approve-all]");
  const count = () => {
    const rest = parts.filter((part) => !isTouched(part) && !("concern" in part.dataset)).length;
    all.disabled = rest === 0;
    if (rest === parts.length) all.textContent = all.dataset.all;
    else all.textContent = rest === 1 ? all.dataset.one : all.dataset.many.replace("%(n)s", rest);
  };
  if (all) {
    all.dataset.all = all.textContent;
    form.addEventListener("input", count);
    form.addEventListener("change", count);
    count();
  }

  // An address that somebody typed stays; that of another look-up of the same credential gives way.
  const links = [...document.querySelectorAll("[data-fills]")];
  const fill = (event) => {
    const { fills } = event.currentTarget.dataset;
    const field = form?.elements[fills];
    if (!field || event.button > 1) return;
    const isOurs = links.some((link) => link.dataset.fills === fills && link.href === field.value);
    if (!field.value || isOurs) field.value = event.currentTarget.href;
  };
  for (const link of links) for (const how of ["click", "auxclick"]) link.addEventListener(how, fill);
})();
