// Keys for moderators: j and k walk through the items, a chooses "approve" for all, ? shows the keys.
"use strict";

(() => {
  const form = document.querySelector("[data-desk]");
  const help = document.querySelector(".desk-help");
  const items = [...document.querySelectorAll(".desk-item")];

  const step = (by) => {
    const now = items.findIndex((item) => item.contains(document.activeElement));
    const next = items[Math.min(Math.max(now + by, 0), items.length - 1)];
    if (next) {
      next.tabIndex = -1;
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  };

  const approveAll = () => {
    if (!form) return;
    const good = form.dataset.approve ?? "approved";
    for (const radio of form.querySelectorAll(`input[type=radio][value="${good}"]`)) radio.checked = true;
    const button = form.querySelector("button:not([data-approve-all])");
    if (button) button.focus();
  };

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    a: approveAll,
    "?": () => {
      if (!help) return;
      help.open = !help.open;
      help.querySelector("summary").focus();
    },
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
})();
