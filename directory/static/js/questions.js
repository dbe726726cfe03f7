// Notes on the question sheet. They are stored only on this device, and never sent.
"use strict";

(() => {
  const KEY = "notes";
  const bar = document.getElementById("notes");
  const boxes = [...document.querySelectorAll("[data-note]")];
  const button = (name) => bar.querySelector(`[data-notes=${name}]`);
  const says = bar.querySelector("[role=status]");
  let erased = null;

  const keyOf = (box) => `${box.closest("[data-clinic]").dataset.clinic}/${box.dataset.note}`;
  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return kept && typeof kept === "object" ? kept : {};
    } catch {
      return {};
    }
  };
  const keep = (notes) => {
    try {
      if (Object.keys(notes).length) localStorage.setItem(KEY, JSON.stringify(notes));
      else localStorage.removeItem(KEY);
    } catch {
      says.textContent = says.dataset.unkept;
    }
  };

  // The copy behind a box makes it as high as its words, on paper too.
  const fit = (box) => { box.parentElement.dataset.words = box.value; };
  const fill = (notes) => {
    for (const box of boxes) {
      const words = notes[keyOf(box)];
      box.value = typeof words === "string" ? words : "";
      fit(box);
    }
  };
  const offerUndo = (notes) => {
    erased = notes;
    button("undo").hidden = notes === null;
  };

  for (const box of boxes) {
    box.addEventListener("input", () => {
      const { [keyOf(box)]: _old, ...others } = read();
      says.textContent = "";
      offerUndo(null);
      keep(box.value ? { ...others, [keyOf(box)]: box.value } : others);
      fit(box);
    });
  }
  button("erase").addEventListener("click", () => {
    offerUndo({ ...read(), ...Object.fromEntries(boxes.map((box) => [keyOf(box), box.value])) });
    keep({});
    fill({});
    says.textContent = says.dataset.erased;
  });
  button("undo").addEventListener("click", () => {
    keep(Object.fromEntries(Object.entries(erased).filter(([, words]) => words)));
    fill(erased);
    offerUndo(null);
    says.textContent = says.dataset.back;
    button("erase").focus();
  });
  button("print").addEventListener("click", () => print());
  addEventListener("storage", ({ key }) => { if (key === KEY || key === null) fill(read()); });
  addEventListener("pageshow", () => fill(read()));
  fill(read());
})();
