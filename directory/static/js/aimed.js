// What a link leads to is opened, if it is closed or in something that is.
"use strict";

(() => {
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
})();
