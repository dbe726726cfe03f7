// The comparison's two buttons: print it, and copy its address. The links work without them.
"use strict";

(() => {
  const box = document.getElementById("compare-do");
  const says = box.querySelector("[role=status]");
  const field = box.querySelector("label");

  const address = () => location.href.split("#")[0];

  const show = () => {
    const input = field.querySelector("input");
    field.hidden = false;
    input.value = address();
    input.focus();
    input.select();
  };

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address());
      says.textContent = box.dataset.copied;
    } catch {
      show();
    }
  };

  const actions = { print: () => print(), copy };
  for (const button of box.querySelectorAll("[data-do]")) {
    button.addEventListener("click", actions[button.dataset.do]);
    button.hidden = false;
  }
})();
