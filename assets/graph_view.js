// The live graph: one drawing, all numbers of one state in it, and everything that follows a hand, a step or a choice.

import { labelOf, markAsked } from "./asking.js";
import { Builder } from "./build.js";
import { Courier } from "./courier.js";
import { attach, detach, errands } from "./errands.js";
import { TOOLS, GraphTools } from "./graph_tools.js";
import { Headline } from "./headline.js";
import { publish } from "./hub.js";
import { Legend } from "./legend.js";
import { Naming } from "./naming.js";
import { NativeControls } from "./native.js";
import { Navigation } from "./navigation.js";
import { Picture } from "./picture.js";
import { Charts } from "./plots.js";
import { Pulling } from "./pulling.js";
import { withRows } from "./rows.js";
import { Scrubber } from "./scrub.js";
import { Selection } from "./selection.js";
import { SentOnce } from "./sent_once.js";
import { SliderBridge } from "./slider_bridge.js";
import { Stepper } from "./steps.js";
import { nameParts, subjectOf } from "./subject.js";
import { TakeAway } from "./take_away.js";
import "./travel.js";
import { TypedNumber } from "./typed.js";
import { ViewMenu } from "./view_menu.js";

/** Pixels around the frame in which parts are painted, too, while a hand moves. */
const MARGIN = 40;
/** Nobody's hand. @type {import("./held.js").Held} */
const NOTHING = new Map();
const CONTENTS = `<div class="gv-stage"></div>
  ${TOOLS}
  <p class="gv-legend" aria-hidden="true"><span class="gv-forward">→ value</span> <span class="gv-backward">←∂ gradient of <span class="gv-target"></span></span></p>
  <p class="gv-pulled" role="status" aria-live="polite" hidden></p>
  <p class="gv-spoken" role="status" aria-live="polite"></p>`;

export class GraphView {
  /** @param {HTMLElement} element */
  constructor(element) {
    element.dataset.testid = "gradviz-graph";
    element.classList.add("gv-graph");
    element.innerHTML = CONTENTS;
    const one = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (element.querySelector(selector));
    this.element = element;
    this.stage = one(".gv-stage");
    this.selectSequence = 0;
    this.asked = 0;
    this.looked = 0;
    /** What is to be seen at the moment. @type {import("./live.js").Shown | null} */
    this.shown = null;
    this.following = 0;
    /** What is to be chosen as soon as it is drawn. @type {string | null} */
    this.awaited = null;
    this.sent = new SentOnce((have) => this.report("have", have));
    this.courier = new Courier((message) => this.report("drag", message), () => this.sent.live !== null);
    this.pulling = new Pulling(one(".gv-pulled"));
    this.scrubber = new Scrubber(this.courier, () => this.follow(), new TypedNumber(element));
    this.scrubber.pull = (subject, wanted, done) => this.pull(subject, wanted, done);
    this.scrubber.choose = (text) => this.select(text);
    this.navigation = new Navigation(this.stage, () => this.select(null));
    this.navigation.important = () => (this.picture ? this.stepper?.place(this.picture) : null) ?? this.picture?.parts.get(this.selection.selected ?? "")?.box ?? null;
    this.legend = new Legend(one(".gv-legend"), this.navigation);
    this.selection = new Selection(this.navigation, (name) => this.select(name));
    // The slider is watched once in a frame: what it says is for this very frame.
    this.bridge = new SliderBridge(this.courier, () => this.show());
    this.controls = new NativeControls();
    this.headline = new Headline(element);
    this.charts = new Charts(this.courier, () => this.follow(), (camera) => this.report("camera", camera), (ends) => this.zoom(ends), (change) => errands.points.ask(change));
    this.stepper = new Stepper(element, { changed: () => this.step(), report: (message) => this.report("step", message) });
    this.naming = new Naming(one(".gv-spoken"), () => this.named());
    this.takeAway = new TakeAway(element, () => ({ picture: this.picture, navigation: this.navigation }));
    this.viewMenu = new ViewMenu(element, (look) => this.look(look));
    this.tools = new GraphTools(element, this.navigation, { toggle: (scope) => this.viewMenu.toggle(scope), around: () => this.scopeAround() });
    this.builder = new Builder(element, { picture: () => this.picture, selected: () => this.selection.selected, select: (name) => this.select(name) });
    /** Who hears of a choice made here, "W:0|gradient" or null: what is built around the graph joins them. @type {((text: string | null) => void)[]} */
    this.choiceHeard = [(text) => this.approach(text), () => this.tell(), () => this.naming.soon(), () => this.builder.see()];
  }

  /** @param {any} component @param {ShadowRoot} root */
  update({ data, setStateValue }, { host }) {
    this.setStateValue = setStateValue;
    if (!data?.frame) return;
    attach(this, data.done);
    this.data = data;
    this.sent.take(data);
    this.pulling.puller = this.sent.puller;
    // What is selected is known before there is a drawing, so that it opens where that is.
    if (data.selectSeq >= this.selectSequence) this.selection.choose(data.selected ?? null);
    if (this.sent.svg && data.layout.id !== this.layoutId) this.mount(data.layout.id, this.sent.svg);
    this.viewMenu.update(data.view);
    this.courier.acknowledge(data.seq);
    if (!this.picture) return;
    const before = this.stepper.at;
    this.stepper.follow(data.derivation?.id, this.sent.explained?.steps, data.step ?? null, data.stepSeq ?? 0);
    if (this.stepper.at !== before) this.seeStep();
    this.stepper.mark(this.picture);
    this.scrubber.standIns = data.standIns;
    this.scrubber.attach(this.picture, data.scrubs, (name) => same(data.frame.nodes[name]));
    this.bridge.follow(data.axes);
    markAsked(this.picture, data.derivation?.asked);
    this.charts.paint(host);
    this.show();
    this.naming.soon();
    this.builder.update(data.build);
    if (!this.awaited || !this.picture.parts.has(subjectOf(this.awaited)?.name ?? "")) return;
    const { awaited } = this;
    this.awaited = null;
    this.select(awaited);
  }

  /** Tells the server of another theme: charts take theirs only when they are mounted. @param {string | undefined} scheme */
  recolor(scheme) {
    if (this.scheme && scheme !== this.scheme) this.report("scheme", scheme);
    this.scheme = scheme;
  }

  /** @param {string} id @param {string} svg */
  mount(id, svg) {
    this.layoutId = id;
    const focused = this.stage.querySelector(":focus") ? this.selection.current?.name : undefined;
    this.stage.innerHTML = svg;
    this.picture = new Picture(/** @type {SVGSVGElement} */ (this.stage.querySelector("svg")));
    nameParts(this.picture.parts.values());
    this.navigation.show(this.picture, id);
    this.selection.show(this.picture);
    this.stepper.see(this.picture);
    this.picture.parts.get(focused ?? "")?.element.focus({ preventScroll: true });
  }

  /** The hand has moved: everything follows before the next paint, once. */
  follow() {
    if (this.following) return;
    this.following = requestAnimationFrame(() => {
      this.following = 0;
      this.pullOn(false);
      this.show();
    });
  }

  /** Whether a hand or a descent moves numbers at the moment. */
  get moving() {
    return this.playing || this.charts.dragging || this.scrubber.dragging || this.bridge.dragging;
  }

  /** Writes all numbers everywhere: the server's, or while a hand moves the browser's own. */
  show() {
    if (!this.picture) return;
    const { held } = this.courier;
    const { frame, plots, derivation } = this.data;
    const { live } = this.sent;
    const computing = live && held.size;
    // Where nothing finite comes out the last good picture stays; the server says why on release.
    const found = computing ? live.at(frame, plots, held, this.data.standIns) : null;
    this.shown = found ?? (computing ? this.shown : null) ?? { frame, plots, checks: derivation?.checks };
    const known = this.stepper.known(this.shown.frame);
    this.picture.paint(this.moving ? this.navigation.inSight(MARGIN) : null);
    if (this.moving) {
      const readable = this.navigation.readable();
      this.picture.fill(known, computing ? NOTHING : held, (part) => this.mustFollow(part) || readable(part));
    } else {
      this.picture.fill(known, computing ? NOTHING : held);
    }
    this.stepper.fill(known, this.target);
    this.legend.say(this.target);
    this.scrubber.announce();
    this.controls.show(this.data.axes, computing ? held : NOTHING, this.bridge.dragging);
    this.charts.update(this.shown.plots, held, found ? live : null);
    this.tell();
  }

  /** What is under the hand, what is selected and what it is all about is never behind. @param {import("./picture.js").Part} part */
  mustFollow({ name }) {
    return this.data.derivation?.asked?.ys.includes(name) || this.courier.held.has(this.data.standIns[name] ?? name) || name === this.selection.selected || name === this.picture?.target;
  }

  /** Tells the panel. */
  tell() {
    if (!this.shown) return;
    const { derivation } = this.data;
    const { frame, plots, checks } = this.shown;
    const { at, step, walk } = this.stepper;
    const whole = withRows(frame, derivation ?? {});
    const told = { ...this.sent.explained, ...derivation, checks };
    // With its constants in a hand a formula must not have them merged into one number.
    const builtIn = [...this.courier.held.keys()].some((key) => this.isBuiltIn(key));
    if (builtIn) told.formulas = told.inHand;
    this.headline.show(builtIn ? (told.headline ?? "") : "", frame);
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
      grip: (field, key, result) => this.scrubber.lend(field, key, this.data.scrubs, result && this.sent.live && this.pulling.can(result) ? result : null),
      move: (values, done) => this.play(values, done),
      ways: this.charts.overlay.ways,
    });
  }

  /** Moves the parameters so that a result becomes what the hand wants. @param {string} text  "cost:0|value|0" @param {number} wanted @param {boolean} done */
  pull(text, wanted, done) {
    this.pulling.want(text, wanted);
    if (done) this.pullOn(true);
    this.follow();
  }

  /** Goes on with that, by as much as a frame has time for; to the end where the hand has let go. @param {boolean} done */
  pullOn(done) {
    const frame = this.sent.live && this.shown ? this.shown.frame : null;
    const still = this.data.derivation?.asked?.cuts ?? [];
    const values = this.pulling.go(frame, still, (name) => this.picture?.parts.get(name)?.shape ?? [], done);
    if (values) this.courier.post(values, done, "graph");
    if (this.pulling.unfinished) this.follow();
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
    this.report("ask", { ...question, seq: (this.asked += 1) });
  }

  /** @param {string | null} name */
  select(name) {
    if (this.picture?.parts.get(name ?? "")?.facts.kind === "scope") return this.viewMenu.toggle(name ?? "");
    if (name === this.selection.text) return;
    const chosen = subjectOf(name)?.name ?? "";
    const place = this.picture?.placeOf(chosen);
    if (place && place !== chosen) {
      // What is folded away is unfolded to be seen, and chosen when it is there.
      this.awaited = name;
      return this.viewMenu.toggle(place);
    }
    this.selection.choose(name);
    this.selectSequence = Math.max(this.selectSequence, this.data.selectSeq) + 1;
    this.report("select", { name, seq: this.selectSequence });
    for (const hear of this.choiceHeard) hear(name);
  }

  /** Brings a part near that is too small to be read. @param {string | null} name */
  approach(name) {
    const part = this.picture?.parts.get(name ?? "");
    if (part) this.navigation.approach(part);
  }

  /** Another step of the pass: other numbers are known, others act. */
  step() {
    if (!this.picture) return;
    this.stepper.mark(this.picture);
    this.show();
    this.seeStep();
    this.naming.soon();
  }

  /** Brings into sight what acts. */
  seeStep() {
    const box = this.navigation.important();
    if (box) this.navigation.follow(box);
  }

  /** What there is to name for screen readers. */
  named() {
    if (!this.picture) return null;
    const frame = this.stepper.known((this.shown ?? this.data).frame);
    const moving = this.playing || this.scrubber.dragging || this.bridge.dragging;
    return { parts: this.picture.parts, frame, target: this.target, selected: this.selection.selected, moving: Boolean(moving) };
  }

  /** Asks for another drawing of the same numbers. @param {Record<string, string>} look */
  look(look) {
    this.report("look", { ...look, seq: (this.looked += 1) });
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

  /** The innermost open name scope around the node that has the focus. */
  scopeAround() {
    const name = this.selection.current?.name ?? "";
    const around = /** @type {string[]} */ (this.data?.view?.open ?? []).filter((scope) => name.startsWith(scope));
    return around[around.length - 1];
  }

  destroy() {
    detach(this);
    this.naming.destroy();
    this.legend.destroy();
    this.builder.destroy();
    cancelAnimationFrame(this.following);
    this.stepper.destroy();
    this.navigation.observer.disconnect();
    this.bridge.destroy();
    // Streamlit may mount the graph anew at any time; its controls must not stay ours.
    this.controls.leave();
    this.headline.leave();
    this.charts.destroy();
  }
}

/** Whether nothing but the seed comes back to a node. @param {import("./picture.js").Numbers | undefined} numbers */
const same = (numbers) => numbers?.seed !== undefined && JSON.stringify(numbers.seed) === JSON.stringify(numbers.gradient);
