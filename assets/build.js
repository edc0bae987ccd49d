// Building by hand: what can be done with the selected node or edge, and what the server says of it.

import { Form, hasFields, messageOf } from "./build_form.js";
import { errands } from "./errands.js";
import { make } from "./inspector.js";
import { Menu } from "./menu.js";
import { endsOf } from "./subject.js";

/** @typedef {import("./picture.js").Part} Part */
/** @typedef {import("./build_form.js").Draft} Draft */
/** @typedef {{kind: string, name: string, text: string, function: string, inputs: number, can_be_cost: boolean}} Fact */
/** @typedef {{name: string, node: string | null}} Unused  a line that nothing uses, and its node if it can be the cost */
/** @typedef {{nodes: Record<string, Fact>, unused: Unused[], refused: string | null}} Building  see gradviz/ui/panels/building.py */

/** @type {Record<string, {icon: string, label: string, title: string}>} */
const WAYS = {
  put: { icon: "+ƒ", label: "Put an operation on it", title: "Put an operation on it (b)" },
  replace: { icon: "⇄", label: "Replace the operation", title: "Replace the operation (r)" },
  rewire: { icon: "↪", label: "Choose another input", title: "Choose another input (r)" },
  recount: { icon: "=", label: "Another number", title: "Another number (r)" },
  aim: { icon: "◎", label: "Make it the cost", title: "Make it the cost" },
  rename: { icon: "✎", label: "Name it", title: "Name it (F2)" },
  delete: { icon: "⌫", label: "Delete", title: "Delete (Del)" },
};
/** Milliseconds in which the page may still be drawn anew after an edit. */
const SETTLING = 2000;
/** Milliseconds for which a form stays open without a graph. */
const KEPT = 10000;
/** What lies before the visitor. It outlives a remount, which Streamlit may do at any time. */
const desk = {
  /** The form that is open. @type {Draft | null} */
  draft: null,
  /** What the server was told last, and has not answered. @type {Draft | null} */
  sent: null,
  /** What is to be told next. @type {Draft | null} */
  next: null,
  /** What was selected then. */
  from: "",
  /** Until when the graph takes the focus that an edit has left nowhere. */
  returning: 0,
  /** When the graph went, if it did. */
  left: 0,
  /** Who shows it. @type {Builder | null} */
  owner: null,
};

const KEYS = { b: ["put"], r: ["replace", "rewire", "recount"], F2: ["rename"], Delete: ["delete"], Backspace: ["delete"] };

export class Builder {
  /** @param {HTMLElement} host  the graph's element @param {{picture: () => import("./picture.js").Picture | undefined, selected: () => string | null, select: (name: string) => void}} hooks */
  constructor(host, hooks) {
    this.host = host;
    this.hooks = hooks;
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
    this.form = new Form(dialog, /** @type {HTMLFormElement} */ (form), { show: (draft) => this.show(draft), done: (draft) => this.send(draft), left: () => this.close(true) });
    this.menu = new Menu(host, { name: "build", icon: "ƒ", label: "Build", title: "Build by hand", content:
      '<p class="gv-prose">Select a node or an edge: its buttons put an operation there, replace it, name it or delete it. Keys: b build, r replace, F2 name, Del delete, Ctrl+Z undo.</p><div class="gv-scopes"><button type="button" data-build-nothing>Start from nothing</button></div><div class="gv-unused gv-scopes"></div>' });
    this.menu.panel.addEventListener("click", (event) => this.chosen(event));
    this.bar.addEventListener("click", (event) => {
      const way = event.target instanceof Element ? event.target.closest("[data-way]")?.getAttribute("data-way") : null;
      if (way) this.start(way);
    });
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
    this.return();
    if (desk.sent && !errands.build.open.length) this.answered(building?.refused ?? null);
    if (performance.now() < desk.returning && this.lost() && !this.form.draft) this.focus();
    this.list(this.building?.unused ?? []);
    this.see();
  }

  /** What can be done with lines that are not drawn, as nothing uses them. @param {Unused[]} unused */
  list(unused) {
    // A button that is pressed just now must still be there when it is let go.
    const listed = JSON.stringify(unused);
    if (listed === this.listed) return;
    this.listed = listed;
    const button = (/** @type {string} */ words, /** @type {Record<string, string>} */ data) => {
      const made = make("button", "", words);
      made.setAttribute("type", "button");
      Object.assign(made.dataset, data);
      return made;
    };
    this.menu.panel.querySelector(".gv-unused")?.replaceChildren(
      ...unused.flatMap(({ name, node }) => [
        make("span", "", `${name} is not used: `),
        ...(node ? [button(`make ${name} the cost`, { aim: node })] : []),
        button(`delete its line`, { drop: name }),
      ]),
    );
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
    return ["put", ...(fact.kind === "operation" ? ["replace"] : []), ...(fact.can_be_cost ? ["aim"] : []), "rename", "delete"];
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
    const { part } = this;
    if (!part || !this.building || !this.ways().includes(way)) return;
    const awaits = this.awaits(part.name);
    this.close(false);
    this.refuse("");
    const draft = { way, node: part.name, awaits, was: this.looks(part.name) };
    if (way === "aim") this.send(draft);
    else if (way !== "delete") this.show(draft);
    // What an edit makes is not to be deleted before it was seen.
    else if (!awaits) this.send(draft);
  }

  /** What a node is, whatever it is computed from. @param {string} name */
  looks(name) {
    const fact = this.building?.nodes[name];
    return fact && [fact.kind, fact.name, fact.kind === "number" ? fact.text : fact.function].join();
  }

  /** Whether what is done with a node is meant for what an edit on its way will make of it. @param {string} name */
  awaits(name) {
    return errands.build.open.length > 0 && name === desk.from;
  }

  /** @param {Draft} draft @param {boolean} [focus] */
  show(draft, focus) {
    this.form.show(draft, this.building?.nodes ?? {}, focus);
    desk.draft = draft;
  }

  /** Tells the server, once it has answered what it was told before. @param {Draft} draft */
  send(draft) {
    this.close(true);
    if (errands.build.open.length) {
      desk.next = draft;
      return;
    }
    desk.sent = { ...draft, lines: this.building?.unused.map(({ name }) => name) };
    desk.from = this.hooks.selected() ?? "";
    errands.build.ask(messageOf(draft));
  }

  /** The server has made an edit, or says why not. @param {string | null} refused */
  answered(refused) {
    const { sent, next, draft } = desk;
    desk.sent = desk.next = null;
    if (refused) {
      this.refuse(refused);
      const again = next ?? sent;
      if (!draft && again && hasFields(again, this.building?.nodes ?? {})) this.show(again);
      return;
    }
    // What an earlier one was refused for holds no more.
    this.refuse("");
    if (sent?.beside) this.tellOfLine(sent.lines ?? []);
    desk.returning = performance.now() + SETTLING;
    if (this.host.querySelector(".gv-stage :focus")) this.focus();
    if (!draft && !next) return;
    // Begun before the answer came: it was meant for what has come of the edit.
    const meant = /** @type {Draft} */ (next ?? draft);
    const { node, was, awaits } = meant;
    const same = !node || awaits ? !node || this.ways().includes(meant.way) : this.looks(node) === was;
    if (awaits) Object.assign(meant, { node: this.part?.name ?? "", awaits: false });
    if (!same) {
      this.close(true);
      this.refuse(awaits ? "That cannot be done here." : "The graph has changed meanwhile: choose again.");
    } else if (next) this.send(next);
    else this.show(meant, this.lost() || Boolean(this.form.focused));
  }

  /** Says where a line has come that is not drawn. @param {string[]} before  the lines that were not */
  tellOfLine(before) {
    const line = this.building?.unused.find(({ name }) => !before.includes(name));
    if (line) this.refuse(`${line.name} stands in the model’s text now, and nothing uses it yet: type its name where an input is asked for${line.node ? ", or make it the cost under ƒ" : ""}.`);
  }

  /** A graph that was mounted anew shows what was open. */
  return() {
    if (desk.owner === this || !this.building || !this.hooks.picture()) return;
    const { draft } = desk;
    desk.owner = this;
    if (draft && performance.now() - desk.left < KEPT) this.show(draft, this.lost());
    else desk.draft = null;
  }

  /** Whether nothing has the focus: what had it is gone. */
  lost() {
    const { activeElement } = document;
    return !this.host.querySelector(":focus") && (!activeElement || activeElement === document.body || activeElement === /** @type {ShadowRoot} */ (this.host.getRootNode()).host);
  }

  focus() {
    this.part?.element.focus({ preventScroll: true });
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
    const within = this.form.draft || this.bar.matches(":focus-within");
    this.form.close();
    desk.draft = null;
    if (back && within) this.focus();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = event.target instanceof Element ? event.target.closest("[data-node], [data-edge]") : null;
    const wanted = KEYS[/** @type {keyof typeof KEYS} */ (event.key)];
    if (!wanted || !target || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest("input, [role=spinbutton]")) return;
    const name = target.getAttribute("data-node") ?? target.getAttribute("data-edge") ?? "";
    // What comes of an edit is going to be selected, although the focus is still where it was.
    if (name !== this.hooks.selected() && !this.awaits(name)) this.hooks.select(name);
    const way = this.ways().find((each) => wanted.includes(each));
    if (way) this.start(way);
    else this.refuse("That cannot be done here.");
    event.preventDefault();
    event.stopPropagation();
  }

  /** While another input is wanted, a node that is clicked is it. @param {Event} event */
  catch(event) {
    if (!this.form.giving.picking || (event instanceof KeyboardEvent && event.key !== "Enter")) return;
    const node = event.target instanceof Element ? event.target.closest("[data-node]")?.getAttribute("data-node") : null;
    if (!node || !this.building?.nodes[node]) return;
    this.form.giving.pick(node);
    this.form.keep();
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {Event} event */
  chosen(event) {
    const pressed = event.target instanceof Element ? event.target.closest("[data-build-nothing], [data-drop], [data-aim]") : null;
    if (!pressed) return;
    this.menu.toggle(false);
    const line = pressed.getAttribute("data-drop");
    const node = pressed.getAttribute("data-aim");
    if (node !== null) this.send({ way: "aim", node });
    else this.send(line === null ? { way: "nothing", node: "" } : { way: "drop", node: "", text: line });
  }

  destroy() {
    if (desk.owner === this) Object.assign(desk, { owner: null, left: performance.now() });
    this.watch.disconnect();
  }
}
