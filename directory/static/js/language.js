// Tells the style sheet, before anything is drawn, that the browser asks for Spanish before English:
// the switch then says in Spanish that there is such a page. Nothing is kept, sent or opened.
"use strict";

(() => {
  const asked = navigator.languages.find((one) => /^(en|es)\b/i.test(one));
  if (asked && /^es/i.test(asked)) document.documentElement.dataset.asks = "es";
})();
