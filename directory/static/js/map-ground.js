// What lies under the pins, drawn on one canvas: land, water, borders, names, and the circle that was searched.
"use strict";

L.Ground = L.Layer.extend({
  // Kinds of shape in the order in which they are painted: color, whether filled, width, from which zoom on.
  kinds: [
    ["abroad", "abroad", true], ["great", "water", true], ["land", "land", true],
    ["land", "coast", false, 1], ["lakes", "water", true], ["rivers", "water", false, 1.4],
    ["counties", "county", false, 1, 6], ["states", "state", false, 1.4],
  ],
  // From how many thousand people on a place is named, by zoom; states and counties have zooms of their own.
  people: { 3: 3000, 4: 1500, 5: 600, 6: 250, 7: 120, 8: 50, 9: 15, 10: 5, 11: 2 },
  ranks: { state: 0, town: 1, county: 2 },
  margin: 0.25,

  initialize() {
    this.shapes = {};
    this.names = [];
    this.circle = null;
  },

  onAdd(map) {
    this.canvas = L.DomUtil.create("canvas", "map-ground", map.getPane("tilePane"));
    this.canvas.setAttribute("aria-hidden", "true");
    map.on("viewreset zoom moveend resize", this.draw, this);
    map.on("move", this.drawFar, this);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    this.draw();
  },

  // Take over a file: its lines by kind, and its names, which are of `kind` unless they tell their people.
  add({ steps, lines, names = [] }, kind = "town") {
    for (const [name, packed] of Object.entries(lines)) {
      (this.shapes[name] ||= []).push(...packed.map((line) => this.unpacked(line, steps)));
    }
    for (const [text, x, y, thousands] of names) {
      const [east, south] = this.flat(x / steps, y / steps);
      this.names.push({ text, east, south, thousands, kind: thousands || kind !== "town" ? kind : "state" });
    }
    this.names.sort((a, b) => this.ranks[a.kind] - this.ranks[b.kind] || b.thousands - a.thousands);
    this.wanted();
  },

  // Several files often come at once: one drawing is enough for them.
  wanted() {
    if (this.waits || !this._map) return;
    this.waits = requestAnimationFrame(() => { this.waits = 0; this.draw(); });
  },

  // The point on a map of the world that is one unit wide and high.
  flat(longitude, latitude) {
    const sine = Math.sin(latitude * Math.PI / 180);
    return [(longitude + 180) / 360, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
  },

  unpacked(line, steps) {
    const flat = new Float64Array(line.length);
    let [x, y] = [0, 0], [west, north, east, south] = [9, 9, -9, -9];
    for (let i = 0; i < line.length; i += 2) {
      x += line[i];
      y += line[i + 1];
      const [a, b] = this.flat(x / steps, y / steps);
      flat[i] = a;
      flat[i + 1] = b;
      if (a < west) west = a;
      if (a > east) east = a;
      if (b < north) north = b;
      if (b > south) south = b;
    }
    return { flat, west, north, east, south };
  },

  // While somebody drags far, what comes into sight is drawn before they let go.
  drawFar() {
    const [size, at] = [this._map.getSize(), this._map.containerPointToLayerPoint([0, 0])];
    const moved = at.subtract(this.drawnAt || at);
    if (Math.abs(moved.x) > size.x * this.margin || Math.abs(moved.y) > size.y * this.margin) this.draw();
  },

  draw() {
    const map = this._map;
    if (!map || !map._loaded) return;
    const size = map.getSize(), pad = size.multiplyBy(this.margin)._round(), sharp = Math.min(devicePixelRatio || 1, 2);
    const [width, height] = [size.x + 2 * pad.x, size.y + 2 * pad.y];
    const pen = this.canvas.getContext("2d");
    this.canvas.width = width * sharp;
    this.canvas.height = height * sharp;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.drawnAt = map.containerPointToLayerPoint([0, 0]);
    L.DomUtil.setPosition(this.canvas, this.drawnAt.subtract(pad));
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    const corner = map.getPixelBounds().min.subtract(pad), zoom = map.getZoom();
    const view = { pen, zoom, width, height, scale: 256 * 2 ** zoom, x: corner.x, y: corner.y };
    const styles = getComputedStyle(map.getContainer());
    const color = (name) => styles.getPropertyValue(`--map-${name}`).trim();
    pen.fillStyle = color("water");
    pen.fillRect(0, 0, width, height);
    for (const [kind, named, filled, thick, from = 0] of this.kinds) {
      if (zoom < from || !this.shapes[kind]) continue;
      pen.beginPath();
      for (const shape of this.shapes[kind]) this.trace(view, shape);
      if (filled) {
        pen.fillStyle = color(named);
        pen.fill("evenodd");
      } else {
        pen.strokeStyle = color(named);
        pen.lineWidth = thick;
        pen.stroke();
      }
    }
    if (this.circle) this.drawCircle(view, color("circle"));
    this.drawNames(view, color, styles.fontFamily);
  },

  // Steps shorter than a pixel are left out: at small scales, those are most.
  trace({ pen, scale, x, y, width, height }, { flat, west, north, east, south }) {
    if (east * scale < x || west * scale > x + width || south * scale < y || north * scale > y + height) return;
    let [lastX, lastY] = [flat[0] * scale - x, flat[1] * scale - y];
    pen.moveTo(lastX, lastY);
    for (let i = 2; i < flat.length; i += 2) {
      const [a, b] = [flat[i] * scale - x, flat[i + 1] * scale - y];
      if (Math.abs(a - lastX) + Math.abs(b - lastY) < 1 && i < flat.length - 2) continue;
      pen.lineTo(a, b);
      [lastX, lastY] = [a, b];
    }
  },

  drawCircle({ pen, scale, x, y }, color) {
    const { latitude, longitude, miles } = this.circle;
    const [east, south] = this.flat(longitude, latitude);
    const around = 24901.46 * Math.cos(latitude * Math.PI / 180);
    pen.beginPath();
    pen.setLineDash([6, 5]);
    pen.arc(east * scale - x, south * scale - y, miles / around * scale, 0, 2 * Math.PI);
    pen.strokeStyle = color;
    pen.lineWidth = 1.5;
    pen.stroke();
    pen.setLineDash([]);
  },

  // The largest places first; a name that would lie on another one is left out.
  drawNames({ pen, zoom, scale, x, y, width, height }, color, family) {
    const fewest = this.people[Math.min(11, Math.max(3, Math.floor(zoom)))];
    const taken = [];
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    pen.lineWidth = 3;
    pen.strokeStyle = color("halo");
    for (const { text, east, south, thousands, kind } of this.names) {
      const shown = { state: zoom < 7, county: zoom >= 8 && zoom < 11, town: thousands >= fewest }[kind];
      const [a, b] = [east * scale - x, south * scale - y];
      if (!shown || a < 0 || b < 0 || a > width || b > height) continue;
      const large = kind === "state" || (kind === "town" && thousands >= fewest * 6);
      pen.font = `${kind === "county" ? "italic " : ""}${large ? 600 : 400} ${large ? 13.5 : 12}px ${family}`;
      const half = pen.measureText(text).width / 2 + 4;
      if (taken.some(([l, t, r, d]) => a + half > l && a - half < r && b + 9 > t && b - 9 < d)) continue;
      taken.push([a - half, b - 9, a + half, b + 9]);
      pen.fillStyle = color(kind === "town" ? "ink" : "muted");
      pen.strokeText(text, a, b);
      pen.fillText(text, a, b);
    }
  },
});
