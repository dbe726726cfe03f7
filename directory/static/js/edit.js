// Saves the draft while somebody types. Without this script the "Save draft" button does it.
const form = document.getElementById("edit-form");
const state = document.getElementById("save-state");
const PAUSE = 2000;
let timer = 0;
let dirty = false;
let sending = false;

async function save() {
  if (!dirty || sending) return;
  dirty = false;
  sending = true;
  state.textContent = form.dataset.saving;
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "error",
    });
    const said = await answer.json();
    state.textContent = said.saved || said.problem;
  } catch {
    dirty = true;
    state.textContent = form.dataset.unsaved;
  }
  sending = false;
}

function later() {
  dirty = true;
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
