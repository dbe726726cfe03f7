// Suggestions of places and of filters while somebody types: a listbox under the field. Nothing typed is kept.
"use strict";

(() => {
  const [SHORTEST, MOST, PAUSE] = [2, 8, 150];
  const NOT = /(^|\s)(no|not|non|without|except|but|sin)$/;
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const make = (tag, set) => Object.assign(document.createElement(tag), set);
  const give = (element, attributes) => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  };

  // `find(text, signal)` promises things with a label and a note; `choose(thing)` answers what is to be said.
  const suggest = (input, find, choose) => {
    const words = input.dataset;
    const id = `${input.id}-list`;
    const list = make("ul", { id, className: "suggestions", hidden: true });
    const says = make("p", { className: "hidden" });
    let [found, at, waiting, asking] = [[], -1, 0, null];

    const mark = (to) => {
      list.children[at]?.setAttribute("aria-selected", "false");
      at = to;
      const option = list.children[at];
      if (!option) return input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    };
    const show = (now) => {
      [found, at] = [now, -1];
      list.replaceChildren(...found.map(({ label, note }, n) => {
        const option = make("li", { id: `${id}-${n}`, textContent: label });
        give(option, { role: "option", "aria-selected": "false" });
        if (note) option.append(" ", make("span", { className: "hint", textContent: note }));
        return option;
      }));
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      mark(-1);
      const count = found.length === 1 ? words.one : words.many.replace("%s", found.length);
      says.textContent = found.length ? count : "";
    };
    const settle = () => {
      clearTimeout(waiting);
      asking?.abort();
    };
    const close = () => {
      settle();
      if (!list.hidden) show([]);
    };
    const look = async () => {
      asking?.abort();
      const { signal } = asking = new AbortController();
      const text = input.value.trim();
      const now = text.length < SHORTEST ? [] : await find(text, signal).catch(() => []);
      if (!signal.aborted) show(now.slice(0, MOST));
    };
    // A later answer must not take away the list in which somebody chooses.
    const move = (step) => {
      settle();
      mark((Math.max(at, step < 0 ? 0 : -1) + step + found.length) % found.length);
    };
    const take = (n) => {
      const one = found[n];
      close();
      says.textContent = choose(one);
    };

    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(look, PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.isComposing) return;
      if (step && list.hidden) look();
      else if (step) move(step);
      else if (event.key === "Enter" && at >= 0) take(at);
      else if (event.key === "Enter") return close();
      else if (event.key === "Escape" && !list.hidden) close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    input.addEventListener("blur", close);
    // A press on the list must not take the focus out of the field.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", ({ target }) => {
      const n = [...list.children].indexOf(target.closest("li"));
      if (n >= 0) take(n);
    });

    give(says, { role: "status" });
    give(list, { role: "listbox", "aria-label": words.list });
    give(input, {
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, autocomplete: "off",
    });
    input.parentElement.append(list, says);
  };
  const changed = (control) => control.dispatchEvent(new Event("change", { bubbles: true }));

  const known = new Map();
  const places = (address) => async (text, signal) => {
    if (!known.has(text)) {
      const answer = await fetch(`${address}?${new URLSearchParams({ q: text })}`, { signal, cache: "no-store" });
      if (!answer.ok) return [];
      known.set(text, (await answer.json()).results);
    }
    return known.get(text);
  };

  // The last words that begin a word of a tick's label; what stands before them stays in the field.
  const spaced = (text) => ` ${fold(text).replace(/[-(/]/g, " ")}`;
  const ticks = (form) => async (text) => {
    const boxes = [...form.querySelectorAll("fieldset :is(.tick:not(.only), .pill) input:enabled:not(:checked)")];
    for (const { index } of text.matchAll(/[^\s,]+/g)) {
      const [begun, rest] = [spaced(text.slice(index)), text.slice(0, index).replace(/[\s,]+$/, "")];
      if (begun.length <= SHORTEST || NOT.test(fold(rest))) continue;
      const fits = boxes.filter((box) => spaced(box.nextElementSibling.textContent).includes(begun));
      if (fits.length) return fits.map((box) => ({
        box, rest, label: box.nextElementSibling.textContent,
        note: box.closest("fieldset").querySelector("legend").textContent,
      }));
    }
    return [];
  };

  for (const input of document.querySelectorAll("[data-suggests]")) {
    const { suggests, ticked } = input.dataset;
    if (suggests) suggest(input, places(suggests), ({ near }) => {
      input.value = near;
      changed(input);
      return "";
    });
    else suggest(input, ticks(input.form), ({ box, rest, label }) => {
      input.value = rest;
      box.checked = true;
      changed(box);
      return ticked.replace("%s", () => label);
    });
  }
})();
