// The component: Streamlit calls the default export at the mount and again at every change.

import { labelOf, markAsked } from "./asking.js";
import { Courier } from "./courier.js";
import { DerivationHost } from "./derivation.js";
import { DescentBar } from "./descent.js";
import { keyOf } from "./held.js";
import { publish } from "./hub.js";
import { describe } from "./inspector.js";
import { Live } from "./live.js";
import { NativeControls } from "./native.js";
import { Navigation } from "./navigation.js";
import { Picture } from "./picture.js";
import { Charts } from "./plots.js";
import { Puller } from "./pull.js";
import { frameOf, leave, markScheme, stay } from "./root.js";
import { withRows } from "./rows.js";
import { Scrubber } from "./scrub.js";
import { Selection } from "./selection.js";
import { SliderBridge } from "./slider_bridge.js";
import { Stepper } from "./steps.js";
import { subjectOf } from "./subject.js";
import { TakeAway } from "./take_away.js";
import { TypedNumber } from "./typed.js";
import { ViewMenu } from "./view_menu.js";

/** Drawings by layout id; they outlive a remount. @type {Map<string, string>} */
const drawings = new Map();
/** What explains a structure, by derivation id. @type {Map<string, {formulas: import("./derivation.js").Formula[], inHand?: import("./derivation.js").Formula[], locals?: Record<string, string>, steps?: import("./walk.js").Step[]}>} */
const explanations = new Map();
/** What computes a structure's numbers here; null for what only the server can. @type {Map<string, Live | null>} */
const programs = new Map();
/** What pulls a number, by its id; null for what only the server could. @type {Map<string, Puller | null>} */
const pullers = new Map();
/** Nobody's hand. @type {import("./held.js").Held} */
const NOTHING = new Map();
/** Quiet time in milliseconds after which screen readers are told the new numbers. */
const QUIET = 500;

/** @param {any} component */
export default function render(component) {
  const root = component.parentElement;
  stay(root);
  const Part = PARTS[/** @type {keyof typeof PARTS} */ (component.data?.role)] ?? GraphView;
  root.__gradviz ??= new Part(frameOf(root));
  markScheme(root);
  root.__gradviz.update(component, root);
  root.__gradviz.recolor?.(root.host.dataset.scheme);
  return () => leave(root);
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
      <p class="gv-pulled" role="status" aria-live="polite" hidden></p>
      <p class="gv-spoken" role="status" aria-live="polite"></p>`;
    this.element = element;
    this.stage = /** @type {HTMLElement} */ (element.querySelector(".gv-stage"));
    this.pulled = /** @type {HTMLElement} */ (element.querySelector(".gv-pulled"));
    this.legend = /** @type {HTMLElement} */ (element.querySelector(".gv-target"));
    this.spoken = /** @type {HTMLElement} */ (element.querySelector(".gv-spoken"));
    this.selectSequence = 0;
    /** @type {Live | null} */
    this.live = null;
    /** What is to be seen at the moment. @type {import("./live.js").Shown | null} */
    this.shown = null;
    this.following = 0;
    this.courier = new Courier((message) => this.report("drag", message), () => this.live !== null);
    this.scrubber = new Scrubber(this.courier, () => this.follow(), new TypedNumber(element));
    this.scrubber.pull = (subject, wanted, done) => this.pull(subject, wanted, done);
    this.scrubber.choose = (text) => this.select(text);
    this.navigation = new Navigation(this.stage, () => this.select(null));
    this.navigation.important = () => (this.picture ? this.stepper?.place(this.picture) : null) ?? null;
    this.selection = new Selection(this.navigation, (name) => this.select(name));
    // The slider is watched once in a frame: what it says is for this very frame.
    this.bridge = new SliderBridge(this.courier, () => this.show());
    this.controls = new NativeControls();
    this.charts = new Charts(this.courier, () => this.follow(), (camera) => this.report("camera", camera), (ends) => this.zoom(ends));
    this.stepper = new Stepper(element, { changed: () => this.step(), report: (message) => this.report("step", message) });
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
    const before = this.stepper.at;
    this.stepper.follow(data.derivation?.id, explanations.get(data.derivation?.id)?.steps, data.step ?? null, data.stepSeq ?? 0);
    if (this.stepper.at !== before) this.seeStep();
    this.stepper.mark(this.picture);
    this.scrubber.attach(this.picture, data.scrubs, (name) => same(data.frame.nodes[name]));
    this.bridge.follow(data.axes);
    markAsked(this.picture, data.derivation?.asked);
    this.charts.overlay.paint(host);
    this.show();
    this.describeSoon();
  }

  /** Tells the server of another theme: charts take theirs only when they are mounted. @param {string | undefined} scheme */
  recolor(scheme) {
    if (this.scheme && scheme !== this.scheme) this.report("scheme", scheme);
    this.scheme = scheme;
  }

  /** Mounts the drawing if it is another one, and tells the server what need not be sent again. @param {any} data */
  keep({ layout, derivation, program, pull }) {
    if (program?.plan) programs.set(program.id, Live.computable(program) ? new Live(program) : null);
    this.live = programs.get(program?.id) ?? null;
    if (layout.svg) drawings.set(layout.id, layout.svg);
    if (derivation?.formulas) explanations.set(derivation.id, derivation);
    const svg = drawings.get(layout.id);
    if (svg && layout.id !== this.layoutId) this.mount(layout.id, svg);
    if (pull?.plan) pullers.set(pull.id, Puller.pullable(pull) ? new Puller(pull) : null);
    this.puller = pullers.get(pull?.id) ?? null;
    const have = {
      pull: pullers.has(pull?.id) ? pull.id : null,
      layout: svg ? layout.id : null,
      derivation: explanations.has(derivation?.id) ? derivation.id : null,
      program: programs.has(program?.id) ? program.id : null,
    };
    const told = JSON.stringify(have);
    if (layout.svg || derivation?.formulas || program?.plan || pull?.plan || !svg) {
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
    this.navigation.show(this.picture);
    this.selection.show(this.picture);
    this.picture.parts.get(focused ?? "")?.element.focus({ preventScroll: true });
  }

  /** The hand has moved: everything follows before the next paint, once. */
  follow() {
    if (this.following) return;
    this.following = requestAnimationFrame(() => {
      this.following = 0;
      this.show();
    });
  }

  /** Writes all numbers everywhere: the server's, or while a hand moves the browser's own. */
  show() {
    if (!this.picture) return;
    const { held } = this.courier;
    const { frame, plots, derivation } = this.data;
    const computing = this.live && held.size;
    // Where nothing finite comes out the last good picture stays; the server says why on release.
    const found = computing ? this.live?.at(frame, plots, held) : null;
    this.shown = found ?? (computing ? this.shown : null) ?? { frame, plots, checks: derivation?.checks };
    const known = this.stepper.known(this.shown.frame);
    if (this.playing || this.charts.pointDrag.dragging || this.scrubber.dragging || this.bridge.dragging || this.charts.overlay.dragging) {
      const readable = this.navigation.readable();
      this.picture.fill(known, computing ? NOTHING : held, (part) => this.mustFollow(part) || readable(part));
    } else {
      this.picture.fill(known, computing ? NOTHING : held);
    }
    this.stepper.fill(known, this.target);
    this.legend.textContent = this.target;
    this.scrubber.announce();
    this.controls.show(this.data.axes, computing ? held : NOTHING, this.bridge.dragging);
    this.charts.update(this.shown.plots, held);
    this.tell();
  }

  /** What is under the hand, what is selected and what it is all about is never behind. @param {import("./picture.js").Part} part */
  mustFollow({ name }) {
    return this.data.derivation?.asked?.ys.includes(name) || this.courier.held.has(name) || name === this.selection.selected || name === this.picture?.target;
  }

  /** Tells the panel. */
  tell() {
    if (!this.shown) return;
    const { derivation } = this.data;
    const { frame, plots, checks } = this.shown;
    const { at, step, walk } = this.stepper;
    const whole = withRows(frame, derivation ?? {});
    const told = { ...explanations.get(derivation?.id), ...derivation, checks };
    // With its constants in a hand a formula must not have them merged into one number.
    if ([...this.courier.held.keys()].some((key) => this.isBuiltIn(key))) told.formulas = told.inHand;
    publish({
      frame: this.stepper.known(whole),
      whole,
      target: this.target,
      walk: step && walk && at !== null ? { at, step, count: walk.count } : null,
      subject: subjectOf(this.selection.text),
      plots,
      derivation: told,
      selected: this.selection.selected,
      parts: this.picture?.parts ?? new Map(),
      select: (name) => this.select(name),
      ask: (question) => this.ask(question),
      grip: (field, key, result) => this.scrubber.lend(field, key, this.data.scrubs, result && this.canPull(result) ? result : null),
      move: (values, done) => this.play(values, done),
      ways: this.charts.overlay.ways,
    });
  }

  /** Moves the parameters so that a result becomes what the hand wants; false where nothing can. @param {string} text  "cost:0|value|0" @param {number} wanted @param {boolean} done */
  pull(text, wanted, done) {
    const [name, part, entry] = text.split("|");
    const { puller, shown } = this;
    if (!this.live || !shown || puller?.spec.of !== `${name}|${part}`) return false;
    // What is marked as held constant does not move.
    const still = this.data.derivation?.asked?.cuts ?? [];
    const found = puller.pull(shown.frame, Number(entry), wanted, still);
    const values = Object.entries(found.parameters).flatMap(([parameter, numbers]) => {
      const shape = this.picture?.parts.get(parameter)?.shape ?? [];
      return numbers.map((number, place) => /** @type {[string, number]} */ ([keyOf(parameter, place, shape), number]));
    });
    this.courier.post(Object.fromEntries(values), done, "graph");
    this.pulled.textContent = found.words;
    this.pulled.hidden = !found.words;
    this.follow();
    return true;
  }

  /** Whether a result is the one that can be pulled at the moment. @param {string} text */
  canPull(text) {
    return this.live !== null && this.puller?.spec.of === text.split("|").slice(0, 2).join("|");
  }

  /** What is differentiated, as people say it. */
  get target() {
    const drawn = (this.picture?.target ?? "").replace(/:0$/, "");
    return this.shown ? labelOf(this.data.derivation?.asked, this.shown.frame, drawn) : drawn;
  }

  /** Whether a number under the hand is a constant or a seed. @param {string} key */
  isBuiltIn(key) {
    const name = key.replace(/\[\d+\]$/, "");
    return name.endsWith("|seed") || this.picture?.parts.get(name)?.facts.kind === "constant";
  }

  /** A descent moves the parameters as a hand does. @param {Record<string, number>} values @param {boolean} done */
  play(values, done) {
    this.playing = !done;
    this.courier.post(values, done, "descent");
    this.follow();
  }

  /** @param {import("./asking.js").Question} question */
  ask(question) {
    this.askSequence = (this.askSequence ?? 0) + 1;
    this.report("ask", { ...question, seq: this.askSequence });
  }

  /** @param {string | null} name */
  select(name) {
    if (this.picture?.parts.get(name ?? "")?.facts.kind === "scope") return this.viewMenu.toggle(name ?? "");
    if (name === this.selection.text) return;
    this.selection.choose(name);
    this.selectSequence = Math.max(this.selectSequence, this.data.selectSeq) + 1;
    this.report("select", { name, seq: this.selectSequence });
    const part = this.picture?.parts.get(name ?? "");
    if (part) this.navigation.approach(part);
    this.tell();
    this.describeSoon();
  }

  /** Another step of the pass: other numbers are known, others act. */
  step() {
    if (!this.picture) return;
    this.stepper.mark(this.picture);
    this.show();
    this.seeStep();
    this.describeSoon();
  }

  /** Brings into sight what acts. */
  seeStep() {
    const box = this.navigation.important();
    if (box) this.navigation.follow(box);
  }

  /** Names every part with its numbers for screen readers, when the numbers have come to rest. */
  describeSoon() {
    clearTimeout(this.describing);
    this.describing = setTimeout(() => {
      if (this.playing || this.scrubber.dragging || this.bridge.dragging) return this.describeSoon();
      for (const part of this.picture?.parts.values() ?? []) {
        const known = this.stepper.known((this.shown ?? this.data).frame);
        part.element.setAttribute("aria-label", describe(part, known, this.target));
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

  /** Other ends of the surface's axes; null: as its content needs. @param {number[][] | null} ends */
  zoom(ends) {
    this.zoomSequence = (this.zoomSequence ?? 0) + 1;
    this.report("range", { ends, seq: this.zoomSequence });
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
    if (event.key === "f" && !event.ctrlKey && !event.metaKey && !event.altKey) this.fold();
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    this.move(move);
    event.preventDefault();
    event.stopPropagation();
  }

  /** Folds the innermost name scope around the node that has the focus. */
  fold() {
    const name = this.selection.current?.name ?? "";
    const around = /** @type {string[]} */ (this.data.view?.open ?? []).filter((scope) => name.startsWith(scope));
    if (around.length) this.viewMenu.toggle(around[around.length - 1]);
  }

  /** @param {string} move */
  move(move) {
    if (move === "in") this.navigation.zoomIn();
    else if (move === "out") this.navigation.zoomOut();
    else if (move === "fit") this.navigation.fit();
  }

  destroy() {
    clearTimeout(this.describing);
    cancelAnimationFrame(this.following);
    this.stepper.destroy();
    this.navigation.observer.disconnect();
    this.bridge.destroy();
    // Streamlit may mount the graph anew at any time; its controls must not stay ours.
    this.controls.leave();
    this.charts.destroy();
  }
}

/** Whether nothing but the seed comes back to a node. @param {import("./picture.js").Numbers | undefined} numbers */
const same = (numbers) => numbers?.seed !== undefined && JSON.stringify(numbers.seed) === JSON.stringify(numbers.gradient);

/** What the mounts beside the graph are. */
const PARTS = { derivation: DerivationHost, descent: DescentBar };
