// Whoever changes the language in the middle of a form finds there what they had typed. The browser
// keeps it from one page to the next and no longer. Passwords and files stay behind.
"use strict";

(() => {
  const KEY = "half-typed";
  const LEFT = "[type=password], [type=file], [type=hidden], [type=submit], [type=button]";
  const fields = () =>
    [...document.querySelectorAll("main form :is(input, select, textarea)[name]")]
      .filter((field) => !field.matches(LEFT));
  const isTick = (field) => ["checkbox", "radio"].includes(field.type);
  // Fields of one name are told apart by their value if they are ticked, else by their order.
  const named = () => {
    const seen = new Map();
    return fields().map((field) => {
      const name = isTick(field) ? `${field.name}=${field.value}` : field.name;
      seen.set(name, (seen.get(name) ?? 0) + 1);
      return [`${name}#${seen.get(name)}`, field];
    });
  };
  const says = (field) => (isTick(field) ? field.checked : field.value);

  const taken = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY));
      sessionStorage.removeItem(KEY);
      return kept && kept.page === location.pathname ? kept.said : {};
    } catch {
      return {};
    }
  };
  const fill = (said) => {
    for (const [name, field] of named()) {
      if (!(name in said) || said[name] === says(field)) continue;
      if (isTick(field)) field.checked = said[name];
      else field.value = said[name];
      field.closest("details")?.setAttribute("open", "");
      if (field.form.method !== "post") continue;
      for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    }
  };

  for (const link of document.querySelectorAll(".language, .not-reviewed a")) {
    link.addEventListener("click", (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const said = Object.fromEntries(named().map(([name, field]) => [name, says(field)]));
      if (!Object.keys(said).length) return;
      try {
        sessionStorage.setItem(KEY, JSON.stringify({ page: link.pathname, said }));
      } catch {
        // Without a place to keep it, the page before still has it.
      }
    });
  }
  fill(taken());
})();
