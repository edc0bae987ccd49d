// The component: Streamlit calls the default export at the mount and again at every change.

import { Courier } from "./courier.js";
import { DerivationHost } from "./derivation.js";
import { publish } from "./hub.js";
import { describe } from "./inspector.js";
import { Navigation } from "./navigation.js";
import { Picture } from "./picture.js";
import { Charts } from "./plots.js";
import { Scrubber } from "./scrub.js";
import { Selection } from "./selection.js";
import { SliderBridge } from "./slider_bridge.js";
import { TakeAway } from "./take_away.js";
import { ViewMenu } from "./view_menu.js";

/** Drawings by layout id; they outlive a remount. @type {Map<string, string>} */
const drawings = new Map();
/** What explains a structure, by derivation id. @type {Map<string, {formulas: import("./derivation.js").Formula[], locals?: Record<string, string>}>} */
const explanations = new Map();
/** Quiet time in milliseconds after which screen readers are told the new numbers. */
const QUIET = 500;

/** @param {any} component */
export default function render(component) {
  const root = component.parentElement;
  root.__gradviz ??= component.data?.role === "derivation" ? new DerivationHost(frameOf(root)) : new GraphView(frameOf(root));
  markScheme(root);
  root.__gradviz.update(component, root);
  root.__gradviz.recolor?.(root.host.dataset.scheme);
  return () => {
    root.__gradviz?.destroy();
    delete root.__gradviz;
    clear(root);
  };
}

class GraphView {
  /** @param {HTMLElement} element */
  constructor(element) {
    element.dataset.testid = "gradviz-graph";
    element.classList.add("gv-graph");
    element.innerHTML = `<div class="gv-stage"></div>
      <div class="gv-tools" role="toolbar" aria-label="The graph’s tools">
        <button type="button" data-do="out" aria-label="Zoom out" title="Zoom out (−)">−</button>
        <button type="button" data-do="fit" aria-label="Fit the graph" title="Fit the graph (0)">⤢</button>
        <button type="button" data-do="in" aria-label="Zoom in" title="Zoom in (+)">+</button>
      </div>
      <p class="gv-legend" aria-hidden="true"><span class="gv-forward">→ value</span> <span class="gv-backward">←∂ gradient of <span class="gv-target"></span></span></p>
      <p class="gv-spoken" role="status" aria-live="polite"></p>`;
    this.element = element;
    this.stage = /** @type {HTMLElement} */ (element.querySelector(".gv-stage"));
    this.spoken = /** @type {HTMLElement} */ (element.querySelector(".gv-spoken"));
    this.selectSequence = 0;
    this.courier = new Courier((message) => this.report("drag", message));
    this.scrubber = new Scrubber(this.courier, () => this.fill());
    this.navigation = new Navigation(this.stage, () => this.select(null));
    this.selection = new Selection(this.navigation, (name) => this.select(name));
    this.bridge = new SliderBridge(this.courier, () => this.fill());
    this.charts = new Charts(this.courier, () => this.fill(), (camera) => this.report("camera", camera));
    this.takeAway = new TakeAway(element, () => ({ picture: this.picture, navigation: this.navigation }));
    this.viewMenu = new ViewMenu(element, (look) => this.look(look));
    element.addEventListener("click", (event) => this.tool(event));
    element.addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {any} component @param {ShadowRoot} root */
  update({ data, setStateValue }, { host }) {
    this.setStateValue = setStateValue;
    if (!data?.frame) return;
    this.data = data;
    this.keep(data);
    this.viewMenu.update(data.view);
    this.courier.acknowledge(data.seq);
    if (data.selectSeq >= this.selectSequence) this.selection.choose(data.selected ?? null);
    if (!this.picture) return;
    this.scrubber.attach(this.picture, data.scrubs);
    this.bridge.follow(data.scrubs);
    this.fill();
    this.charts.overlay.paint(host);
    this.charts.update(data.plots, data.scrubs);
    this.tell();
    this.describeSoon();
  }

  /** Tells the server of another theme: charts take theirs only when they are mounted. @param {string | undefined} scheme */
  recolor(scheme) {
    if (this.scheme && scheme !== this.scheme) this.report("scheme", scheme);
    this.scheme = scheme;
  }

  /** Mounts the drawing if it is another one, and tells the server what need not be sent again. @param {any} data */
  keep({ layout, derivation }) {
    if (layout.svg) drawings.set(layout.id, layout.svg);
    if (derivation?.formulas) explanations.set(derivation.id, derivation);
    const svg = drawings.get(layout.id);
    if (svg && layout.id !== this.layoutId) this.mount(layout.id, svg);
    const have = {
      layout: svg ? layout.id : null,
      derivation: explanations.has(derivation?.id) ? derivation.id : null,
    };
    const told = JSON.stringify(have);
    if (layout.svg || derivation?.formulas || !svg) {
      if (told !== this.told || !svg) this.report("have", have);
      this.told = told;
    }
  }

  /** @param {string} id @param {string} svg */
  mount(id, svg) {
    this.layoutId = id;
    const focused = this.stage.querySelector(":focus") ? this.selection.current?.name : undefined;
    this.stage.innerHTML = svg;
    this.picture = new Picture(/** @type {SVGSVGElement} */ (this.stage.querySelector("svg")));
    const target = this.element.querySelector(".gv-target");
    if (target) target.textContent = (this.picture.target ?? "").split(":")[0];
    this.navigation.show(this.picture);
    this.selection.show(this.picture);
    this.picture.parts.get(focused ?? "")?.element.focus({ preventScroll: true });
  }

  /** Writes all numbers; those under the finger are the finger's. */
  fill() {
    if (!this.picture) return;
    this.picture.fill(this.data.frame, this.courier.held);
    this.scrubber.announce();
  }

  /** Tells the panel. */
  tell() {
    const { frame, derivation, plots } = this.data;
    publish({
      frame,
      plots,
      derivation: { ...explanations.get(derivation?.id), ...derivation },
      selected: this.selection.selected,
      parts: this.picture?.parts ?? new Map(),
      select: (name) => this.select(name),
    });
  }

  /** @param {string | null} name */
  select(name) {
    if (this.picture?.parts.get(name ?? "")?.facts.kind === "scope") return this.viewMenu.toggle(name ?? "");
    if (name === this.selection.selected) return;
    this.selection.choose(name);
    this.selectSequence = Math.max(this.selectSequence, this.data.selectSeq) + 1;
    this.report("select", { name, seq: this.selectSequence });
    const part = this.picture?.parts.get(name ?? "");
    if (part) this.navigation.approach(part);
    this.tell();
    this.describeSoon();
  }

  /** Names every part with its numbers for screen readers, when the numbers have come to rest. */
  describeSoon() {
    clearTimeout(this.describing);
    this.describing = setTimeout(() => {
      if (this.scrubber.dragging || this.bridge.dragging) return this.describeSoon();
      for (const part of this.picture?.parts.values() ?? []) {
        part.element.setAttribute("aria-label", describe(part, this.data.frame, this.picture?.target ?? ""));
      }
      const selected = this.picture?.parts.get(this.selection.selected ?? "");
      this.spoken.textContent = selected?.element.getAttribute("aria-label") ?? "";
      return undefined;
    }, QUIET);
  }

  /** Asks for another drawing of the same numbers. @param {Record<string, string>} look */
  look(look) {
    this.lookSequence = (this.lookSequence ?? 0) + 1;
    this.report("look", { ...look, seq: this.lookSequence });
  }

  /** @param {string} name @param {unknown} value */
  report(name, value) {
    this.setStateValue?.(name, value);
  }

  /** @param {Event} event */
  tool(event) {
    const scope = event.target instanceof Element ? event.target.closest("[data-scope]") : null;
    if (scope && !this.navigation.panned) this.viewMenu.toggle(scope.getAttribute("data-scope") ?? "");
    const button = event.target instanceof Element ? event.target.closest("[data-do]") : null;
    if (button) this.move(/** @type {HTMLElement} */ (button).dataset.do ?? "");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const moves = { "+": "in", "=": "in", "-": "out", 0: "fit" };
    const move = moves[/** @type {keyof typeof moves} */ (event.key)];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    this.move(move);
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {string} move */
  move(move) {
    if (move === "in") this.navigation.zoomIn();
    else if (move === "out") this.navigation.zoomOut();
    else if (move === "fit") this.navigation.fit();
  }

  destroy() {
    clearTimeout(this.describing);
    this.navigation.observer.disconnect();
    this.bridge.destroy();
    this.charts.destroy();
  }
}

/** The component's own element, hidden until its style sheet is there. @param {ShadowRoot} root */
function frameOf(root) {
  clear(root);
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("./graph.css", import.meta.url).href;
  const frame = document.createElement("div");
  frame.className = "gv";
  frame.style.visibility = "hidden";
  const reveal = () => frame.style.removeProperty("visibility");
  style.addEventListener("load", reveal);
  style.addEventListener("error", reveal);
  root.append(style, frame);
  return frame;
}

/** @param {ShadowRoot} root */
function clear(root) {
  for (const mine of root.querySelectorAll(":scope > .gv, :scope > link")) mine.remove();
}

/** Says whether the page is dark, by its own colors. @param {ShadowRoot} root */
function markScheme(root) {
  const { host } = root;
  const probe = document.createElement("canvas").getContext("2d");
  if (!(host instanceof HTMLElement) || !probe) return;
  probe.fillStyle = getComputedStyle(host).getPropertyValue("--st-background-color").trim() || "#ffffff";
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(String(probe.fillStyle).slice(at, at + 2), 16));
  host.dataset.scheme = 0.3 * red + 0.59 * green + 0.11 * blue < 128 ? "dark" : "light";
}
