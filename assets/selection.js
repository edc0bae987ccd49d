// Which node or edge is selected, and the keyboard's way through the graph: one tab stop, arrows inside.

import { subjectOf, textOf } from "./subject.js";

/** @typedef {import("./picture.js").Part} Part */

const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

export class Selection {
  /**
   * @param {import("./navigation.js").Navigation} navigation
   * @param {(name: string | null) => void} onSelect
   */
  constructor(navigation, onSelect) {
    this.navigation = navigation;
    this.onSelect = onSelect;
    /** @type {import("./picture.js").Picture | null} */
    this.picture = null;
    /** A node's or an edge's name. @type {string | null} */
    this.selected = null;
    /** What exactly is selected of it: "W:0|gradient|0". @type {string | null} */
    this.text = null;
    /** The part that Tab leads to. @type {Part | null} */
    this.current = null;
  }

  /** @param {import("./picture.js").Picture} picture */
  show(picture) {
    this.picture = picture;
    const { svg } = picture;
    svg.addEventListener("click", (event) => this.click(event));
    svg.addEventListener("keydown", (event) => this.key(event));
    // However the focus came, the keys are about what has it.
    svg.addEventListener("focusin", (event) => {
      const part = this.partOf(event);
      if (part) this.stand(part);
    });
    const start = picture.parts.get(this.selected ?? "") ?? [...picture.parts.values()].find((part) => part.type === "node");
    this.current = null;
    if (start) this.stand(start);
    this.mark();
  }

  /** @param {string | null} text */
  choose(text) {
    if (text === this.text) return;
    this.text = text;
    this.selected = subjectOf(text)?.name ?? null;
    this.mark();
  }

  /** Shows the selected part with its direct edges. */
  mark() {
    if (!this.picture) return;
    const { parts, svg } = this.picture;
    const selected = parts.get(this.selected ?? "");
    svg.classList.toggle("gv-has-selection", Boolean(selected));
    for (const part of parts.values()) {
      part.element.classList.toggle("gv-selected", part === selected);
      this.choosePart(part, part === selected ? subjectOf(this.text) : null);
      part.element.classList.toggle("gv-near", selected !== undefined && part !== selected && touches(part, selected));
      if (part === selected) part.element.setAttribute("aria-current", "true");
      else part.element.removeAttribute("aria-current");
    }
    if (selected) this.stand(selected);
  }

  /** Marks the chosen number, and its entry if each stands on a line of its own. @param {Part} part @param {import("./subject.js").Subject | null} subject */
  choosePart(part, subject) {
    for (const which of /** @type {const} */ (["value", "gradient"])) {
      const text = part[which]?.text;
      const chosen = subject?.part === which;
      const rows = [...(text?.querySelectorAll("tspan") ?? [])];
      const single = chosen && subject.entry !== null && rows.length === part.shape.reduce((a, b) => a * b, 1);
      text?.classList.toggle("gv-chosen", chosen && !single);
      rows.forEach((row, at) => row.classList.toggle("gv-chosen", single && at === subject.entry));
    }
  }

  /** Makes a part the graph's tab stop. @param {Part} part */
  stand(part) {
    if (part === this.current) return;
    this.setStop(this.current, "-1");
    this.setStop(part, "0");
    this.current = part;
  }

  /** @param {Part | null} part @param {string} index */
  setStop(part, index) {
    part?.element.setAttribute("tabindex", index);
    for (const number of part?.element.querySelectorAll("[role=spinbutton]") ?? []) number.setAttribute("tabindex", index);
  }

  /** @param {MouseEvent} event */
  click(event) {
    const part = this.partOf(event);
    if (!part || this.navigation.panned) return;
    this.stand(part);
    if (!(event.target instanceof Element && event.target.closest("[role=spinbutton]"))) {
      part.element.focus({ preventScroll: true });
    }
    const number = event.target instanceof Element ? event.target.closest("[data-part]") : null;
    const which = number?.getAttribute("data-part");
    this.onSelect(textOf(part.name, which === "value" || which === "gradient" ? which : which === "sum" ? "gradient" : null));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const part = this.partOf(event);
    if (!part || event.ctrlKey || event.metaKey || !this.handle(part, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {Part} part @param {string} key @returns {boolean} */
  handle(part, key) {
    if (key in DIRECTIONS) {
      const next = this.neighbor(part, DIRECTIONS[/** @type {keyof typeof DIRECTIONS} */ (key)]);
      if (next) this.focus(next);
    } else if (key === "Enter" || key === " ") {
      this.onSelect(part.name === this.selected ? null : part.name);
    } else if (key === "v" || key === "g") {
      this.onSelect(textOf(part.name, key === "v" ? "value" : "gradient"));
    } else if (key === "Escape" && this.selected !== null) {
      this.onSelect(null);
    } else if (key === "Home" || key === "End") {
      const nodes = [...(this.picture?.parts.values() ?? [])].filter((each) => each.type === "node");
      this.focus(nodes[key === "Home" ? 0 : nodes.length - 1]);
    } else {
      return false;
    }
    return true;
  }

  /** @param {Part} part */
  focus(part) {
    this.stand(part);
    this.navigation.reveal(part);
    part.element.focus({ preventScroll: true });
  }

  /** The nearest part in a direction; one that is joined to this one counts as nearer. @param {Part} from @param {number[]} direction */
  neighbor(from, [right, down]) {
    let nearest = null;
    let least = Infinity;
    for (const part of this.picture?.parts.values() ?? []) {
      const x = center(part).x - center(from).x;
      const y = center(part).y - center(from).y;
      const ahead = x * right + y * down;
      const aside = Math.abs(x * down) + Math.abs(y * right);
      if (part === from || ahead < 4 || aside > ahead * 3) continue;
      const distance = (ahead + 2 * aside) * (touches(part, from) ? 0.5 : 1);
      if (distance < least) [nearest, least] = [part, distance];
    }
    return nearest;
  }

  /** @param {Event} event @returns {Part | undefined} */
  partOf(event) {
    const element = event.target instanceof Element ? event.target.closest("[data-node], [data-edge]") : null;
    return this.picture?.parts.get(element?.getAttribute("data-node") ?? element?.getAttribute("data-edge") ?? "");
  }
}

/** @param {Part} part */
const center = ({ box }) => ({ x: box.left + box.width / 2, y: box.top + box.height / 2 });

/** Whether an edge ends at a node. @param {Part} a @param {Part} b */
export function touches(a, b) {
  const [edge, node] = a.type === "edge" ? [a, b] : [b, a];
  const { from, to, tail = from, head = to } = edge.facts;
  return edge.type === "edge" && (tail === node.name || head === node.name);
}
