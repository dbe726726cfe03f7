// Saves the draft while somebody types. Without this script the "Save draft" button does it.
const form = document.getElementById("edit-form");
const state = document.getElementById("save-state");
const PAUSE = 2000;
let timer = 0;
let dirty = false;
let sending = false;

async function save() {
  if (!dirty || sending) return;
  [dirty, sending] = [false, true];
  state.textContent = form.dataset.saving;
  const said = await fetch(form.dataset.autosave, {
    method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "error",
  }).then((answer) => answer.json()).catch(() => ({ failed: true }));
  sending = false;
  // What was typed while the answer was on its way is not saved yet.
  if (dirty) return later();
  dirty = Boolean(said.failed);
  state.textContent = said.saved || said.problem || form.dataset.unsaved;
}

function later() {
  dirty = true;
  state.textContent = "";
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

form.addEventListener("input", later);
form.addEventListener("change", later);
form.addEventListener("submit", () => { clearTimeout(timer); dirty = false; });
document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
// Show the element that the address names, even in a closed group.
function reveal() {
  const row = location.hash && document.getElementById(location.hash.slice(1));
  const group = row && row.closest("details");
  if (group) { group.open = true; row.scrollIntoView(); }
}
addEventListener("hashchange", reveal);
reveal();
