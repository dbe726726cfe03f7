// The map of the results: nothing of it is loaded before somebody opens it.
"use strict";

(() => {
  const added = (element) => new Promise((done, failed) => {
    element.addEventListener("load", done);
    element.addEventListener("error", failed);
    document.head.append(element);
  });
  const told = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  let begun = false;
  const begin = () => {
    const box = document.getElementById("map");
    if (begun || !box) return;
    begun = true;
    const says = box.querySelector("[role=status]");
    const open = async () => {
      if (!box.open || box.told) return;
      // Read only now: a list that changed without a new page has changed the addresses, too.
      const { clinics, drawn, files, styles, scripts } = box.dataset;
      box.told = { address: clinics, clinics: told(clinics), drawn: drawn.split(" ").map(told), files: told(files) };
      const failed = () => { says.textContent = says.dataset.failed; };
      // Each has its own way to fail, and one is enough to say so.
      [box.told.clinics, ...box.told.drawn, box.told.files].forEach((one) => one.catch(failed));
      const link = (more) => Object.assign(document.createElement("link"), more);
      const script = (src) => added(Object.assign(document.createElement("script"), { src, async: false }));
      const before = scripts.split(/\s+/);
      const last = before.pop();
      document.head.append(link({ rel: "preload", as: "script", href: last }));
      try {
        // The last script measures the map, so that the styles must be there.
        await Promise.all([
          ...styles.split(" ").map((href) => added(link({ rel: "stylesheet", href }))),
          ...before.map(script),
        ]);
        await script(last);
      } catch {
        failed();
      }
    };
    const jump = document.querySelector(".map-jump");
    jump.addEventListener("click", (event) => {
      event.preventDefault();
      box.open = true;
      box.scrollIntoView();
      box.querySelector("summary").focus({ preventScroll: true });
    });
    box.hidden = jump.hidden = false;
    box.addEventListener("toggle", open);
    // A page that comes back may come back with the map open.
    open();
  };
  // A list that found nothing has no map, until a tick brings one.
  document.addEventListener("results:swapped", begin);
  begin();
})();
