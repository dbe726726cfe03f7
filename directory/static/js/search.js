// The search form: Escape closes what is open, blanks are not sent, and what is ticked is what the list shows.
"use strict";

(() => {
  const form = document.getElementById("search");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const sheet = event.target.closest(".asked[open], .filters[open], .sort[open]");
    if (!sheet) return;
    sheet.open = false;
    sheet.querySelector("summary").focus();
  });
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) {
      if (value === "") formData.delete(name);
    }
  });
  // A page that comes back whole still holds ticks that were never sent.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) form.reset();
  });
})();
