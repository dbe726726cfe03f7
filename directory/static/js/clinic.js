// The parts of a clinic's page: one button opens them all, and paper shows them all.
"use strict";

(() => {
  const parts = [...document.querySelectorAll(".facts-of")];
  const button = document.querySelector("[data-open-all]");
  const words = [button.textContent, button.dataset.openAll];

  const isOpen = () => parts.every((part) => part.open);
  const setAll = (open) => { for (const part of parts) part.open = open; };
  button.hidden = false;
  button.addEventListener("click", () => setAll(!isOpen()));
  for (const part of parts) {
    part.addEventListener("toggle", () => { button.textContent = words[Number(isOpen())]; });
  }

  // The style sheet opens all parts on paper, but not in browsers older than ::details-content.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = parts.filter((part) => !part.open);
    setAll(true);
  });
  addEventListener("afterprint", () => { for (const part of closed) part.open = false; });
})();
