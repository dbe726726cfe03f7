// The pins: a button for each clinic and each cluster, named like its place in the list.
"use strict";

L.Pins = L.Layer.extend({
  // `words`: patterns of names. `opened`: called with a feature and its button.
  initialize(words, opened) {
    this.words = words;
    this.opened = opened;
    this.pins = [];
  },

  onAdd(map) {
    this.pane = map.createPane("pins");
    map.on("viewreset zoom", this.place, this);
    this.pane.addEventListener("focusin", ({ target }) => {
      map.panInside(this.pin(target).at, { padding: [60, 60], animate: false });
      target.scrollIntoView({ block: "nearest" });
    });
  },

  show(features) {
    const seen = {};
    this.pins = features.map((feature) => {
      const [longitude, latitude] = feature.geometry.coordinates;
      // Clinics at one address stand side by side.
      const spot = feature.geometry.coordinates.join();
      const beside = seen[spot] = (seen[spot] ?? -1) + 1;
      const at = L.latLng(latitude, longitude > 100 ? longitude - 360 : longitude);
      return { feature, at, beside, button: this.button(feature.properties) };
    });
    // What is on the page of the list lies on top, and its first clinic most of all.
    this.pane.replaceChildren(...this.pins.map(({ button }) => button));
    this.place();
  },

  button(said) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `pin pin-${said.kind}`;
    button.classList.toggle("pin-far", said.kind === "clinic" && !said.number);
    button.classList.toggle("pin-about", said.approximate);
    button.setAttribute("aria-label", this.named(said));
    if (said.kind === "clinic") button.setAttribute("aria-haspopup", "dialog");
    const face = document.createElement("span");
    face.textContent = said.kind === "cluster" ? said.count.toLocaleString() : said.number ?? "";
    button.append(face);
    return button;
  },

  named({ kind, count, number, numbers, name, away }) {
    const { one, many, holds, elsewhere, about } = this.words;
    if (kind === "clinic") {
      return [number, name, away, number ? "" : elsewhere].filter(Boolean).join(", ");
    }
    const what = count === 1 ? one : many.replace("%s", count.toLocaleString());
    return numbers.length ? `${what} ${holds.replace("%s", numbers.join(", "))}` : what;
  },

  place() {
    for (const { button, at, beside } of this.pins) {
      L.DomUtil.setPosition(button, this._map.latLngToLayerPoint(at).add([beside * 18, 0]));
    }
  },

  // The pin of a button or of something in it.
  pin(element) {
    const button = element.closest?.(".pin");
    return button && this.pins.find((one) => one.button === button);
  },

  // The pin that now stands for what another one stood for.
  same({ feature: { properties, geometry } }) {
    return this.pins.find(({ feature }) => feature.properties.slug === properties.slug
      && (properties.slug || feature.geometry.coordinates.join() === geometry.coordinates.join()));
  },

  // The pins of a clinic of the page by its number; a cluster holds several.
  numbered(number) {
    return this.pins.filter(({ feature }) => feature.properties.numbers.includes(number));
  },

  mark(number, marked) {
    for (const { button } of this.numbered(number)) button.classList.toggle("marked", marked);
  },
});
