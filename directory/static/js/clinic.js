// The parts of a clinic's page: open them all, and open the one that a link leads into.
"use strict";

(() => {
  const parts = [...document.querySelectorAll(".facts-of")];
  const button = document.querySelector("[data-open-all]");
  const words = [button.textContent, button.dataset.openAll];

  const openAround = (element) => {
    for (let at = element?.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
  };
  const reveal = () => {
    const aimed = document.getElementById(location.hash.slice(1));
    openAround(aimed);
    aimed?.scrollIntoView();
  };

  document.addEventListener("click", ({ target }) => {
    const link = target.closest('a[href^="#"]');
    if (link) openAround(document.getElementById(link.hash.slice(1)));
  });
  addEventListener("hashchange", reveal);
  reveal();

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
