// The map of the results: it shows what the list has, moves, and opens a small card for each pin.
"use strict";

(() => {
  const box = document.getElementById("map");
  const [frame, says, area] = [".map-frame", "[role=status]", "[data-to=area]"].map((one) => box.querySelector(one));
  const [surface, card] = [".map-surface", ".map-card"].map((one) => frame.querySelector(one));
  const [link, warned, words] = [card.querySelector("a"), card.querySelector("ul"), box.dataset];
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const COUNTRY = [[24.5, -125], [49.4, -66.9]], WIDE = 75;
  const LARGEST = 14, NOTCH = 40, METERS = { mi: 1609.344, km: 1000 };

  frame.hidden = false;
  const map = L.map(surface, {
    zoomControl: false, attributionControl: false, zoomAnimation: false, fadeAnimation: false, inertia: !still,
    scrollWheelZoom: false, minZoom: 2.5, maxZoom: LARGEST, zoomSnap: 0.5, center: [39, -96], zoom: 4,
  });
  if (still) map.panBy = (by) => L.Map.prototype.panBy.call(map, by, { animate: false });
  const ground = new L.Ground().addTo(map);
  // `loaded`: the part of the map whose clinics are known; null: all of them are, or clusters of all.
  let opened = null, clustered = false, asking = null, settled = false, waiting = 0, loaded = null;

  const west = (longitude) => (longitude > 100 ? longitude - 360 : longitude);
  const bounds = ([w, s, e, n]) => L.latLngBounds([s, west(w)], [n, west(e)]);
  // What reaches from ocean to ocean is looked at from above the middle of the country.
  const fit = ([w, s, e, n]) => {
    const around = bounds([w, s, e, n]);
    const wide = around.getEast() - around.getWest() > WIDE;
    map.fitBounds(wide ? COUNTRY : around, { padding: [wide ? 4 : 36, wide ? 4 : 36], maxZoom: 13, animate: false });
  };

  // The small card of one clinic. Escape and its button lead back to the pin.
  const pins = new L.Pins(words, ({ bbox, properties }, button) => {
    if (properties.kind === "cluster") {
      const around = bounds(bbox), fits = map.getBoundsZoom(around, false, [36, 36]);
      const closer = Math.min(LARGEST, Math.max(map.getZoom() + 1, fits));
      map.setView(around.getCenter(), closer, { animate: false });
      surface.focus({ preventScroll: true });
      return;
    }
    opened?.classList.remove("opened");
    opened = button;
    button.classList.add("opened");
    link.textContent = properties.name;
    link.href = words.clinic.replace("SLUG", properties.slug) + (words.carry && `?${words.carry}`);
    const where = [properties.town, properties.away, properties.approximate && words.about];
    card.querySelector("[data-part=where]").textContent = where.filter(Boolean).join(" · ");
    card.querySelector("[data-part=price]").textContent = properties.price;
    for (const one of warned.children) one.hidden = !properties.warnings.includes(one.dataset.kind);
    warned.hidden = !properties.warnings.length;
    card.hidden = false;
    link.focus({ preventScroll: true });
    const below = [60, card.offsetHeight + 24];
    map.panInside(pins.pin(button).at, { paddingTopLeft: [60, 60], paddingBottomRight: below, animate: false });
    card.scrollIntoView({ block: "nearest" });
  }).addTo(map);
  // Also where somebody goes on to another pin, and the focus must stay there.
  const close = (focus) => {
    card.hidden = true;
    opened?.classList.remove("opened");
    if (focus) opened?.focus({ preventScroll: true });
    opened = null;
  };
  frame.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || card.hidden) return;
    event.stopPropagation();
    close(true);
  });
  card.querySelector("[data-to=close]").addEventListener("click", () => close(true));
  frame.addEventListener("focusin", ({ target }) => {
    const button = target.closest(".pin");
    if (!card.hidden && button && button !== opened) close(false);
  });

  // The list and the pins mark each other.
  const numbersOf = (target) => {
    const result = target.closest?.(".result[data-number]");
    return result ? [Number(result.dataset.number)] : pins.pin(target)?.feature.properties.numbers ?? [];
  };
  const marks = { mouseover: true, focusin: true, mouseout: false, focusout: false };
  for (const [name, marked] of Object.entries(marks)) {
    document.addEventListener(name, ({ target }) => {
      for (const number of numbersOf(target)) {
        pins.mark(number, marked);
        document.querySelector(`.result[data-number="${number}"]`)?.classList.toggle("marked", marked);
      }
    });
  }

  // "Search this area": the same question around the middle of the map, with the smallest circle that holds it.
  const here = () => {
    const round = (degrees) => Math.round(degrees * 100) / 100;
    const middle = map.getCenter(), view = map.getBounds();
    const center = L.latLng(round(middle.lat), round(middle.lng));
    const corners = [view.getNorthWest(), view.getNorthEast(), view.getSouthWest(), view.getSouthEast()];
    const far = Math.max(...corners.map((corner) => map.distance(center, corner))) / METERS[words.unit];
    const radius = words.radii.split(" ").find((one) => Number(one) >= far);
    area.hidden = !radius;
    if (!radius) return;
    const address = new URL(words.search, location.href);
    const asked = { lat: center.lat, lon: round(center.wrap().lng), radius };
    for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
    area.href = address.href;
  };

  // Which files belong to what is in sight: counties from zoom 6 on, towns from zoom 8 on.
  const boxes = {}, fetched = new Set();
  let files = {};
  const fetchStates = () => {
    const view = map.getBounds(), zoom = map.getZoom();
    for (const [state, around] of Object.entries(boxes)) {
      if (!view.intersects(around) || !files[state]) continue;
      for (const [i, from, kind] of [[0, 6, "county"], [1, 8, "town"]]) {
        const address = files[state][i];
        if (zoom < from || fetched.has(address)) continue;
        fetched.add(address);
        fetch(address).then((answer) => answer.json())
          .then((told) => ground.add(told, kind), () => fetched.delete(address));
      }
    }
  };

  // Who stood on a pin stands on it again, or on the map if it is gone; so does the card, unless the list is new.
  const place = (features, isNew) => {
    const [held, told] = [document.activeElement, opened].map((one) => one && pins.pin(one));
    pins.show(features);
    if (held) (pins.same(held)?.button ?? surface).focus({ preventScroll: true });
    opened = told ? pins.same(told)?.button ?? surface : null;
    opened?.classList.add("opened");
    if (isNew && opened === surface) close(card.contains(document.activeElement));
  };
  const show = ({ bbox, count, unplaced, features }, first) => {
    clustered = features.some(({ properties }) => properties.kind === "cluster");
    if (first && bbox) fit(bbox);
    place(features, first);
    const shown = count === 1 ? words.countOne : words.countMany.replace("%s", count.toLocaleString());
    says.textContent = unplaced ? `${shown} ${words.unplaced.replace("%s", unplaced)}` : shown;
    [settled, box.dataset.ready] = [true, ""];
    if (first && clustered && !map.getBounds().contains(bounds(bbox))) reload();
  };
  const load = async (address, first) => {
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.json(), first);
    } catch (error) {
      if (error.name === "AbortError") return;
      says.textContent = says.dataset.failed;
      if (!first) return;
      // The pins that stand there have the numbers of another list.
      place([], true);
      settled = false;
    }
  };
  // Clusters are asked for anew for what is in sight, and a little around it.
  const reload = () => {
    const view = map.getBounds().pad(0.2);
    const turn = (longitude) => ((longitude + 540) % 360 + 360) % 360 - 180;
    const whole = view.getEast() - view.getWest() >= 360;
    const [w, e] = whole ? [-180, 180] : [turn(view.getWest()), turn(view.getEast())];
    const edges = [w, Math.max(-90, view.getSouth()), e, Math.min(90, view.getNorth())];
    const asked = new URL(words.clinics, location.href);
    asked.searchParams.set("bbox", edges.map((edge) => edge.toFixed(4)).join());
    loaded = view;
    load(asked.href, false);
  };
  map.on("moveend", () => {
    fetchStates();
    if (!settled) return;
    here();
    if (!clustered && (!loaded || loaded.contains(map.getBounds()))) return;
    clearTimeout(waiting);
    waiting = setTimeout(reload, 250);
  });

  // A wheel scrolls the page, and zooms only with Ctrl. Two fingers on a touch pad are a wheel of tiny turns.
  let turned = 0;
  surface.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) {
      says.textContent = words.wheel;
      return;
    }
    event.preventDefault();
    const turn = L.DomEvent.getWheelDelta(event);
    turned = turn * turned < 0 ? turn : turned + turn;
    if (Math.abs(turned) < NOTCH) return;
    const closer = map.getZoom() + Math.sign(turned);
    turned = 0;
    map.setZoomAround(map.mouseEventToContainerPoint(event), closer, { animate: false });
  }, { passive: false });
  for (const button of frame.querySelectorAll("[data-zoom]")) {
    const by = Number(button.dataset.zoom);
    button.addEventListener("click", () => map.setZoom(map.getZoom() + by, { animate: false }));
  }
  surface.addEventListener("click", ({ target }) => {
    const button = target.closest(".pin");
    if (map.dragging.moved()) return;
    if (button) pins.opened(pins.pin(button).feature, button);
    else if (!card.hidden) close(true);
  });

  const start = async () => {
    for (const drawn of box.told.drawn) {
      drawn.then((told) => {
        for (const [state, [w, s, e, n]] of Object.entries(told.boxes ?? {})) {
          boxes[state] = L.latLngBounds([s / told.steps, w / told.steps], [n / told.steps, e / told.steps]);
        }
        ground.add(told);
        fetchStates();
      }, () => {});
    }
    box.told.files.then((told) => { files = told; fetchStates(); }, () => {});
    circle();
    // The list may have changed while this script was loaded, and may change before the answer is there.
    if (words.clinics !== box.told.address) return load(words.clinics, true);
    const told = await box.told.clinics.catch(() => null); // map-open.js says what failed
    if (told && words.clinics === box.told.address) show(told, true);
  };
  const circle = () => {
    const [latitude, longitude] = words.origin.split(" ").map(Number);
    ground.circle = words.miles ? { latitude, longitude: west(longitude), miles: Number(words.miles) } : null;
  };
  // Who closes a map that failed and opens it again asks again.
  box.addEventListener("toggle", () => {
    if (box.open && !settled) load(words.clinics, true);
  });
  new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false })).observe(surface);
  // Whoever changes the list without loading the page says so by a new address of the clinics.
  new MutationObserver(() => {
    clearTimeout(waiting);
    loaded = null;
    circle();
    ground.wanted();
    load(words.clinics, true);
  }).observe(box, { attributeFilter: ["data-clinics"] });
  start();
})();
