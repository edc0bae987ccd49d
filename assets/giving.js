// What an operation is given besides, or a name: typed, or a node that is clicked in the graph.

import { make } from "./inspector.js";

/** @typedef {{name: string, kind: string, tensor: boolean}} Slot */
/** @typedef {string | {node: string}} Given */
/** @typedef {{text: string, node?: string, name?: string}} Known  a node of the graph: how it is written, and its own name */
/** @typedef {{name: string, kind: string}} Role  what a new name is */
/** @typedef {{place: number, fields: {value: string, node?: string}[], roles: Role[], at: number}} Typed  what stands in the form, and which field has the focus */
/** @typedef {{others: Given[], roles: Role[], place: number}} Answer  what was given */

const HINTS = { tensor: "a number, a name, or click a node", integers: "(2, 3)", integer: "1", axes: "0", indices: "[0, 1]", labels: "[0, 2]", pairs: "((1, 0), (0, 1))", dtype: "float64", contraction: "1", number: "2", values: "2" };
const NAME = /^[\p{L}][\p{L}\p{M}\p{N}_]*$/u;

export class Giving {
  /** @param {HTMLFormElement} element  a hidden form */
  constructor(element) {
    this.element = element;
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.onGive?.({ others: this.given(), roles: this.roles(), place: Math.max(this.place ?? 0, 0) });
    });
    element.addEventListener("input", (event) => {
      if (event.target instanceof HTMLInputElement && event.target.type === "text") {
        delete event.target.dataset.node;
        this.askRoles();
      }
    });
    element.addEventListener("click", (event) => {
      const pressed = event.target instanceof Element ? event.target.closest("[data-known], [data-swap]") : null;
      if (pressed?.hasAttribute("data-swap")) this.swap();
      else if (pressed) this.pick(pressed.getAttribute("data-known") ?? "");
    });
  }

  /**
   * @param {{title: string, slots: Slot[], place: number, places: number[], subject: string, values: string[], known: Record<string, Known>, typed?: Typed, focus: boolean}} wanted  place: which slot has its value already
   * @param {(answer: Answer) => void} onGive
   */
  open({ title, slots, place, places, subject, values, known, typed, focus }, onGive) {
    this.onGive = onGive;
    this.slots = slots;
    this.known = known;
    this.place = typed?.place ?? place;
    this.places = places;
    this.subject = subject;
    const head = make("strong", "", title);
    this.line = make("div", "gv-giving-line");
    this.roleLine = make("div", "gv-giving-roles");
    const chips = make("div", "gv-giving-known");
    if (slots.some(({ tensor }, at) => tensor && at !== this.place)) {
      const named = Object.entries(known).filter(([, { name }]) => name).slice(-14);
      chips.append(...named.map(([node, { name }]) => {
        const chip = make("button", "", name);
        chip.setAttribute("type", "button");
        chip.dataset.known = node;
        return chip;
      }));
    }
    const go = make("button", "gv-go", "Do it");
    go.setAttribute("type", "submit");
    const close = make("button", "", "×");
    close.setAttribute("type", "button");
    close.dataset.close = "";
    close.setAttribute("aria-label", "Close");
    this.element.replaceChildren(head, this.line, go, close, this.roleLine, chips);
    this.fields(typed?.fields ?? values.map((value) => ({ value })), typed?.roles);
    this.element.hidden = false;
    const inputs = this.inputs();
    if (!typed) inputs[0]?.select();
    if (focus) (typed && typed.at < 0 ? this.element.querySelector("button") : inputs[typed?.at ?? 0])?.focus({ preventScroll: true });
  }

  /** @returns {Typed} */
  typed() {
    const active = /** @type {ShadowRoot} */ (this.element.getRootNode()).activeElement;
    const at = this.inputs().findIndex((input) => input === active);
    if (at >= 0) this.at = at;
    return { place: this.place ?? -1, fields: this.inputs().map(({ value, dataset: { node } }) => ({ value, node })), roles: this.roles(), at: Math.min(this.at ?? 0, this.inputs().length - 1) };
  }

  /** @param {{value: string, node?: string}[]} values @param {Role[]} [roles] */
  fields(values, roles) {
    let next = 0;
    this.line?.replaceChildren(
      ...(this.slots ?? []).map((slot, at) => {
        const label = make("label");
        if (at === this.place) {
          label.append(make("small", "", slot.name), make("b", "", this.subject));
          return label;
        }
        const input = document.createElement("input");
        input.type = "text";
        input.autocomplete = "off";
        input.spellcheck = false;
        input.required = true;
        input.maxLength = 200;
        const { value = "", node } = values[next] ?? {};
        input.value = value;
        // A node may be another one by now: then what is written counts.
        if (node && (this.known?.[node]?.name || this.known?.[node]?.text) === value) input.dataset.node = node;
        input.dataset.tensor = String(slot.tensor);
        input.placeholder = HINTS[/** @type {keyof typeof HINTS} */ (slot.kind)] ?? (slot.tensor ? HINTS.tensor : "");
        next += 1;
        label.append(make("small", "", slot.name), input);
        return label;
      }),
    );
    if ((this.places ?? []).length > 1 && this.line) {
      const swap = make("button", "", "⇄");
      swap.setAttribute("type", "button");
      swap.setAttribute("aria-label", "The other way round");
      swap.title = "The other way round";
      swap.dataset.swap = "";
      this.line.append(swap);
    }
    this.askRoles(roles);
  }

  /** The node takes the next place that a node can have. */
  swap() {
    const places = this.places ?? [];
    const { fields, roles } = this.typed();
    this.place = places[(places.indexOf(this.place ?? 0) + 1) % places.length];
    this.fields(fields, roles);
    this.inputs()[0]?.focus({ preventScroll: true });
  }

  /** @returns {HTMLInputElement[]} */
  inputs() {
    return [...(this.line?.querySelectorAll("input") ?? [])];
  }

  /** Whether a node of the graph can be given at the moment. */
  get picking() {
    return !this.element.hidden && this.inputs().some((input) => input.dataset.tensor === "true");
  }

  /** A node was chosen in the graph or among the names. @param {string} node */
  pick(node) {
    const fitting = this.inputs().filter((input) => input.dataset.tensor === "true");
    const active = /** @type {ShadowRoot} */ (this.element.getRootNode()).activeElement;
    const input = fitting.find((one) => one === active) ?? fitting.find((one) => !one.value) ?? fitting[0];
    if (!input) return;
    const { name, text } = this.known?.[node] ?? { text: node };
    input.value = name || text;
    input.dataset.node = node;
    this.askRoles();
    (this.inputs().find((one) => !one.value) ?? this.element.querySelector(".gv-go"))?.focus?.({ preventScroll: true });
  }

  /** Asks what names are that nobody knows yet. @param {Role[]} [told] */
  askRoles(told = this.roles()) {
    const names = new Set(Object.values(this.known ?? {}).map(({ name }) => name));
    const tensors = this.inputs().filter((input) => input.dataset.tensor === "true" && !input.dataset.node);
    const fresh = [...new Set(tensors.map((input) => input.value.trim()))].filter((text) => NAME.test(text) && !names.has(text));
    const before = new Map(told.map(({ name, kind }) => [name, kind]));
    this.roleLine?.replaceChildren(
      ...fresh.map((name) => {
        const line = make("span", "", `${name} is new: `);
        line.dataset.fresh = name;
        const usual = before.get(name) ?? (/^[XY]\d*$/.test(name) ? "data" : "parameter");
        for (const kind of ["parameter", "data"]) {
          const label = make("label");
          const radio = document.createElement("input");
          radio.type = "radio";
          radio.name = `gv-role-${name}`;
          radio.value = kind;
          radio.checked = kind === usual;
          label.append(radio, kind);
          line.append(label);
        }
        return line;
      }),
    );
  }

  /** @returns {Given[]} */
  given() {
    return this.inputs().map((input) => (input.dataset.node ? { node: input.dataset.node } : input.value.trim()));
  }

  /** @returns {Role[]} */
  roles() {
    return [...(this.roleLine?.querySelectorAll("[data-fresh]") ?? [])].map((line) => ({
      name: /** @type {HTMLElement} */ (line).dataset.fresh ?? "",
      kind: /** @type {HTMLInputElement | null} */ (line.querySelector("input:checked"))?.value ?? "parameter",
    }));
  }
}
