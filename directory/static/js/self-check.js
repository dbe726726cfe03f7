// The self-check adds up in this page. It sends nothing and keeps nothing.
"use strict";

(() => {
  const lang = document.documentElement.lang;
  const checks = [...document.querySelectorAll(".check")];
  const bar = document.querySelector(".check-do");
  const nameBox = document.getElementById("check-name");
  const erased = bar.querySelector("[role=status]");
  const paper = (name) => document.querySelector(`[data-paper=${name}]`);

  const points = (item) => {
    const chosen = item.querySelector("input:checked");
    return chosen ? Number(chosen.value) : null;
  };

  const score = (check, sum) => {
    const divide = Number(check.dataset.divide);
    if (divide === 1) return String(sum);
    return (sum / divide).toLocaleString(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  };

  // What somebody has answered here: the sum so far, how many answers, and whether that is all.
  const standing = (check) => {
    const gate = check.querySelector("[data-gate]");
    const passed = gate ? points(gate) : 1;
    const all = [...check.querySelectorAll("[data-counts]")].map(points);
    const given = all.filter((one) => one !== null);
    const sum = passed ? given.reduce((one, other) => one + other, 0) : 0;
    const whole = passed === 0 || (passed === 1 && given.length === all.length);
    return { passed, sum, whole, count: given.length };
  };

  const needsHelp = (check, sum) => {
    const from = check.dataset.helpFrom;
    const item = check.querySelector("[data-helps]");
    return (from && sum >= Number(from)) || (item && points(item) > 0);
  };

  const tell = (check) => {
    const { passed, sum, whole, count } = standing(check);
    const part = (name) => check.querySelector(`[data-${name}]`);
    part("questions").hidden = passed === 0;
    part("open").hidden = whole || !count;
    part("open").textContent = check.dataset.answered.replace("%s", count);
    part("result").hidden = !whole;
    let said = whole ? check.dataset.score.replace("%s", score(check, sum)) : "";
    for (const row of check.querySelectorAll("[data-low]")) {
      const here = whole && sum >= Number(row.dataset.low) && sum <= Number(row.dataset.high);
      row.classList.toggle("here", here);
      if (here) said += ` ${row.cells[1].textContent}.`;
    }
    // The same words again would be read out again.
    if (part("result").textContent !== said) part("result").textContent = said;
    const help = part("help");
    // Whoever takes the answer back may still want the number.
    if (help?.hidden && needsHelp(check, sum)) {
      help.hidden = false;
      help.scrollIntoView({ block: "nearest" });
    }
  };

  const write = () => {
    paper("name").textContent = nameBox.value;
    paper("day").textContent = new Date().toLocaleDateString(
      lang === "en" ? "en-GB" : lang, { day: "numeric", month: "long", year: "numeric" });
  };

  const erase = () => {
    for (const input of document.querySelectorAll(".check input")) input.checked = false;
    for (const help of document.querySelectorAll("[data-help]")) help.hidden = true;
    nameBox.value = "";
    checks.forEach(tell);
    write();
  };

  const leave = () => {
    erase();
    for (const check of checks) check.open = false;
    erased.textContent = "";
  };

  for (const check of checks) {
    check.addEventListener("change", () => { erased.textContent = ""; tell(check); });
  }
  nameBox.addEventListener("input", write);
  bar.querySelector("[data-do=print]").addEventListener("click", () => { write(); print(); });
  bar.querySelector("[data-do=erase]").addEventListener("click", () => {
    erase();
    erased.textContent = erased.dataset.erased;
  });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", ({ persisted }) => { if (persisted) leave(); });
  erase();
})();
