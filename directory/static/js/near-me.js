// "Use my location": rounds it to two decimals on this device, then opens the usual search page.
"use strict";

(() => {
  const box = document.querySelector("[data-near-me]");
  if (!box) return;
  if (!("geolocation" in navigator)) {
    box.hidden = true;
    return;
  }
  const button = box.querySelector("button");
  const says = box.querySelector("[role=status]");
  const reasons = { 1: box.dataset.denied, 2: box.dataset.unavailable, 3: box.dataset.timeout };

  const search = ({ coords }) => {
    const form = box.closest("form");
    const asked = new URLSearchParams(
      [...new FormData(form)].filter(([name, value]) => value && name !== "near")
    );
    asked.set("lat", coords.latitude.toFixed(2));
    asked.set("lon", coords.longitude.toFixed(2));
    location.assign(`${form.action}?${asked}`);
  };

  button.addEventListener("click", () => {
    says.textContent = box.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      search,
      (error) => { says.textContent = reasons[error.code]; },
      { timeout: 10000, maximumAge: 600000 }
    );
  });
})();
