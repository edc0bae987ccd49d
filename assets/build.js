// Building by hand: what can be done with the selected node or edge, and what the server says of it.

import { Giving } from "./giving.js";
import { make } from "./inspector.js";
import { Menu } from "./menu.js";
import { Palette } from "./palette.js";
import { endsOf } from "./subject.js";

/** @typedef {import("./picture.js").Part} Part */
/** @typedef {{kind: string, name: string, text: string, function: string, inputs: number}} Fact */
/** @typedef {{nodes: Record<string, Fact>, unused: string[], seq: number, refused: string | null}} Building  see gradviz/ui/panels/building.py */

/** @type {Record<string, {icon: string, label: string, title: string}>} */
const WAYS = {
  put: { icon: "+ƒ", label: "Put an operation on it", title: "Put an operation on it (b)" },
  replace: { icon: "⇄", label: "Replace the operation", title: "Replace the operation (r)" },
  rewire: { icon: "↪", label: "Choose another input", title: "Choose another input (r)" },
  recount: { icon: "=", label: "Another number", title: "Another number (r)" },
  rename: { icon: "✎", label: "Name it", title: "Name it (F2)" },
  delete: { icon: "⌫", label: "Delete", title: "Delete (Del)" },
};
/** Until when the graph takes the focus that an edit has left nowhere; it outlives a remount. */
let returning = 0;
/** Milliseconds in which the page may still be drawn anew after an edit. */
const SETTLING = 2000;
const KEYS = { b: ["put"], r: ["replace", "rewire", "recount"], F2: ["rename"], Delete: ["delete"], Backspace: ["delete"] };

export class Builder {
  /** @param {HTMLElement} host  the graph's element @param {{picture: () => import("./picture.js").Picture | undefined, selected: () => string | null, select: (name: string) => void, report: (message: object) => void}} hooks */
  constructor(host, hooks) {
    this.host = host;
    this.hooks = hooks;
    this.sequence = 0;
    this.waiting = false;
    const part = (/** @type {string} */ tag, /** @type {string} */ look, /** @type {string} */ label) => {
      const element = make(tag, look);
      element.hidden = true;
      element.setAttribute("aria-label", label);
      host.append(element);
      return element;
    };
    this.bar = part("div", "gv-build", "Build");
    this.bar.setAttribute("role", "toolbar");
    const dialog = part("div", "gv-palette", "Operations");
    dialog.setAttribute("role", "dialog");
    const form = part("form", "gv-giving", "What it is given");
    this.said = part("p", "gv-refused", "");
    this.said.setAttribute("role", "alert");
    this.palette = new Palette(dialog);
    this.giving = new Giving(/** @type {HTMLFormElement} */ (form));
    this.menu = new Menu(host, { name: "build", icon: "ƒ", label: "Build", title: "Build by hand", content:
      '<p class="gv-prose">Select a node or an edge: its buttons put an operation there, replace it, name it or delete it. Keys: b build, r replace, F2 name, Del delete, Ctrl+Z undo.</p><div class="gv-scopes"><button type="button" data-build-nothing>Start from nothing</button></div><div class="gv-unused"></div>' });
    this.menu.panel.addEventListener("click", (event) => this.chosen(event));
    this.bar.addEventListener("click", (event) => {
      const way = event.target instanceof Element ? event.target.closest("[data-way]")?.getAttribute("data-way") : null;
      if (way) this.start(way);
    });
    for (const panel of [dialog, form]) {
      panel.addEventListener("click", (event) => {
        if (event.target instanceof Element && event.target.closest("[data-close]")) this.close(true);
      });
      panel.addEventListener("keydown", (event) => {
        if (event.key === "Escape") this.close(true);
        // The graph's own keys, and Streamlit's, mean something else.
        event.stopPropagation();
      });
    }
    host.addEventListener("keydown", (event) => this.key(event));
    const stage = host.querySelector(".gv-stage");
    for (const kind of ["click", "keydown"]) stage?.addEventListener(kind, (event) => this.catch(event), true);
    stage?.addEventListener("dblclick", (event) => {
      const name = event.target instanceof Element && event.target.closest(".gv-name, .gv-caption, .gv-symbol");
      if (name && this.ways().includes("rename")) this.start("rename");
    });
    this.watch = new MutationObserver(() => this.stand());
  }

  /** @param {Building | undefined} building */
  update(building) {
    this.building = building?.nodes ? building : undefined;
    const view = this.hooks.picture()?.view;
    if (view && view !== this.view) {
      this.watch.disconnect();
      this.watch.observe(view, { attributes: true, attributeFilter: ["transform"] });
      this.view = view;
    }
    if (this.waiting && (building?.seq ?? 0) >= this.sequence) {
      this.waiting = false;
      if (building?.refused) this.refuse(building.refused);
      else {
        this.close(false);
        returning = performance.now() + SETTLING;
      }
    }
    const lost = !document.activeElement || document.activeElement === document.body || document.activeElement === this.host.getRootNode()?.host;
    if (performance.now() < returning && lost && !this.host.querySelector(":focus")) this.part?.element.focus({ preventScroll: true });
    const unused = this.building?.unused ?? [];
    this.menu.panel.querySelector(".gv-unused")?.replaceChildren(
      ...unused.map((name) => {
        const button = make("button", "", `${name} is not used: delete its line`);
        button.setAttribute("type", "button");
        button.dataset.drop = name;
        return button;
      }),
    );
    this.see();
  }

  /** @returns {Part | undefined} */
  get part() {
    return this.hooks.picture()?.parts.get(this.hooks.selected() ?? "");
  }

  /** What can be done with what is selected. @returns {string[]} */
  ways() {
    const { part, building } = this;
    if (!part || !building) return [];
    if (part.type === "edge") return building.nodes[endsOf(part.name)?.[1] ?? ""] ? ["put", "rewire"] : [];
    const fact = building.nodes[part.name];
    if (!fact || fact.kind === "inner") return [];
    if (fact.kind === "given") return ["put", "rename"];
    if (fact.kind === "number") return ["put", "recount", "rename"];
    return fact.kind === "operation" ? ["put", "replace", "rename", "delete"] : ["put", "rename", "delete"];
  }

  /** Another choice: its buttons stand beside it. */
  see() {
    const ways = this.ways();
    const shown = ways.join();
    if (shown !== this.bar.dataset.ways) {
      this.bar.dataset.ways = shown;
      this.bar.replaceChildren(...ways.map((way) => {
        const button = make("button", "", WAYS[way].icon);
        button.setAttribute("type", "button");
        button.setAttribute("aria-label", WAYS[way].label);
        button.title = WAYS[way].title;
        button.dataset.way = way;
        return button;
      }));
    }
    this.bar.hidden = !ways.length;
    if (this.spoken && this.spoken !== this.hooks.selected()) this.refuse("");
    this.stand();
  }

  /** Puts the buttons and the sentence beside what is selected. */
  stand() {
    const { part } = this;
    const around = this.host.getBoundingClientRect();
    const stage = this.host.querySelector(".gv-stage")?.getBoundingClientRect();
    if (!part || !stage || (this.bar.hidden && this.said.hidden)) return;
    const box = part.element.getBoundingClientRect();
    const place = (/** @type {HTMLElement} */ element, /** @type {number} */ top) => {
      const left = Math.min(Math.max(box.left + box.width / 2 - element.offsetWidth / 2, stage.left + 4), stage.right - element.offsetWidth - 4);
      element.style.left = `${left - around.left}px`;
      element.style.top = `${Math.min(Math.max(top, stage.top + 4), stage.bottom - element.offsetHeight - 4) - around.top}px`;
    };
    const middle = part.type === "edge" ? box.top + box.height / 2 - 34 : box.top - this.bar.offsetHeight - 3;
    place(this.bar, middle < stage.top + 4 ? box.bottom + 3 : middle);
    place(this.said, box.bottom + 6);
  }

  /** @param {string} way */
  start(way) {
    const { part, building } = this;
    if (!part || !building || !this.ways().includes(way)) return;
    this.close(false);
    this.refuse("");
    const name = part.name;
    const fact = building.nodes[part.type === "edge" ? (endsOf(name)?.[0] ?? "") : name];
    const subject = fact?.name || fact?.text || "it";
    const on = part.type === "edge" ? { do: "insert", edge: name } : { do: "apply", node: name };
    const known = building.nodes;
    if (way === "delete") return this.send({ do: "delete", node: name });
    if (way === "put") return this.palette.open(`Put on ${subject}`, ({ slots }) => slots.some(({ tensor }) => tensor), (card) => this.give(card, subject, on));
    if (way === "replace") {
      const enough = (/** @type {import("./palette.js").Card} */ { slots, name: other }) => other !== fact.function && slots.filter(({ tensor }) => tensor).length >= fact.inputs;
      return this.palette.open(`In place of ${fact.function}`, enough, (card) => {
        const more = card.slots.filter(({ tensor }, at) => !tensor || card.slots.slice(0, at).filter((slot) => slot.tensor).length >= fact.inputs);
        this.ask(`${card.name} of ${subject}, and`, more, { do: "replace", node: name, function: card.name });
      });
    }
    const field = (/** @type {string} */ label, /** @type {string} */ value, /** @type {boolean} */ tensor, /** @type {(given: import("./giving.js").Given[], roles: object[]) => object} */ message) =>
      this.giving.open({ title: "", slots: [{ name: label, kind: tensor ? "tensor" : "", tensor }], values: [value], known }, (given, roles) => this.send(message(given, roles)));
    if (way === "rewire") return field(`instead of ${subject}`, "", true, (others, roles) => ({ do: "rewire", edge: name, others, roles }));
    if (way === "recount") return field("number", fact.text, false, ([text]) => ({ do: "recount", node: name, text }));
    return field(`name of ${fact.text}`, fact.name, false, ([text]) => ({ do: "rename", node: name, text }));
  }

  /** An operation was chosen: what it takes besides the node. @param {import("./palette.js").Card} card @param {string} subject @param {object} on */
  give(card, subject, on) {
    const places = card.slots.flatMap(({ tensor }, at) => (tensor ? [at] : []));
    const listed = card.slots.some(({ kind }) => kind === "tensors");
    const slots = listed ? [card.slots[places[0]], { name: "and", kind: "tensor", tensor: true }, ...card.slots.filter(({ tensor }) => !tensor)] : card.slots;
    const message = { ...on, function: card.name };
    if (slots.length === 1) return this.send({ ...message, place: 0 });
    const known = this.building?.nodes ?? {};
    this.giving.open({ title: card.sign || card.name, slots, place: places[0], places: listed ? [] : places, subject, known }, (others, roles, place) => this.send({ ...message, others, roles, place }));
  }

  /** @param {string} title @param {import("./giving.js").Slot[]} slots @param {object} message */
  ask(title, slots, message) {
    if (!slots.length) return this.send(message);
    this.giving.open({ title, slots, known: this.building?.nodes ?? {} }, (others, roles) => this.send({ ...message, others, roles }));
  }

  /** @param {object} message */
  send(message) {
    this.sequence = Math.max(this.sequence, this.building?.seq ?? 0) + 1;
    this.waiting = true;
    this.hooks.report({ ...message, seq: this.sequence });
  }

  /** Says beside the node why nothing has changed. @param {string} why */
  refuse(why) {
    this.said.textContent = why;
    this.said.hidden = !why;
    this.spoken = why ? this.hooks.selected() : null;
    this.stand();
  }

  /** @param {boolean} back  whether the graph gets the focus again */
  close(back) {
    const open = !this.palette.element.hidden || !this.giving.element.hidden;
    const within = this.host.matches(":focus-within") || this.bar.matches(":focus-within");
    this.palette.element.hidden = this.giving.element.hidden = true;
    if (back && (open || within)) this.part?.element.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = event.target instanceof Element ? event.target.closest("[data-node], [data-edge]") : null;
    const wanted = KEYS[/** @type {keyof typeof KEYS} */ (event.key)];
    if (!wanted || !target || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest("input, [role=spinbutton]")) return;
    const name = target.getAttribute("data-node") ?? target.getAttribute("data-edge") ?? "";
    if (name !== this.hooks.selected()) this.hooks.select(name);
    const way = this.ways().find((each) => wanted.includes(each));
    if (way) this.start(way);
    else this.refuse("That cannot be done here.");
    event.preventDefault();
    event.stopPropagation();
  }

  /** While another input is wanted, a node that is clicked is it. @param {Event} event */
  catch(event) {
    if (!this.giving.picking || (event instanceof KeyboardEvent && event.key !== "Enter")) return;
    const node = event.target instanceof Element ? event.target.closest("[data-node]")?.getAttribute("data-node") : null;
    if (!node || !this.building?.nodes[node]) return;
    this.giving.pick(node);
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {Event} event */
  chosen(event) {
    const pressed = event.target instanceof Element ? event.target.closest("[data-build-nothing], [data-drop]") : null;
    if (!pressed) return;
    this.menu.toggle(false);
    const line = pressed.getAttribute("data-drop");
    this.send(line === null ? { do: "nothing" } : { do: "drop", text: line });
  }

  destroy() {
    this.watch.disconnect();
  }
}
