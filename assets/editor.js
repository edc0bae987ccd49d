// The model as text: a plain text area, what is wrong with it marked at its character.

import { attach, detach, errands } from "./errands.js";
import { frameOf, leave, markScheme, stay } from "./root.js";

/** @typedef {{line: number, column: number, words: string}} Problem  counted from 1 */

/** Rest in milliseconds after a key until the server hears of it. */
const REST = 250;

/** @param {any} component */
export default function render(component) {
  const root = component.parentElement;
  stay(root);
  root.__gradviz ??= new Editor(frameOf(root));
  markScheme(root);
  root.__gradviz.update(component);
  return () => leave(root);
}

class Editor {
  /** @param {HTMLElement} element */
  constructor(element) {
    element.dataset.testid = "gradviz-editor";
    element.classList.add("gv-editor");
    element.innerHTML = `<div class="gv-editor-sheet"><pre aria-hidden="true"></pre>
        <textarea spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off" aria-label="The model, a line for each name" aria-describedby="gv-editor-words"></textarea></div>
      <p class="gv-editor-words" id="gv-editor-words" role="status"></p>`;
    this.sheet = /** @type {HTMLPreElement} */ (element.querySelector("pre"));
    this.area = /** @type {HTMLTextAreaElement} */ (element.querySelector("textarea"));
    this.words = /** @type {HTMLElement} */ (element.querySelector(".gv-editor-words"));
    /** What the server was last asked to take, or told us. @type {string | null} */
    this.agreed = null;
    /** @type {Problem | null} */
    this.problem = null;
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("scroll", () => this.scrolled());
    this.area.addEventListener("blur", () => this.say());
    // The page's keys (undo, the steps of the pass) are not meant here.
    this.area.addEventListener("keydown", (event) => event.stopPropagation());
  }

  /** @param {any} component */
  update({ data, setStateValue }) {
    this.report = setStateValue;
    if (!data) return;
    attach(this, data.done);
    // What the server has not taken yet counts more than what it says; after a remount, too.
    const [asked] = errands.typed.open;
    const text = asked ?? data.text;
    if (asked === undefined) this.problem = data.problem ?? null;
    if (text !== this.agreed && !this.waiting) this.area.value = this.agreed = text;
    this.mark();
  }

  destroy() {
    this.say();
    detach(this);
  }

  typed() {
    this.problem = null;
    this.mark();
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.say(), REST);
  }

  /** Asks the server to take what stands here, once it is something else. */
  say() {
    clearTimeout(this.waiting);
    this.waiting = 0;
    const text = this.area.value;
    if (text === this.agreed) return;
    this.agreed = text;
    errands.typed.ask(text);
  }

  /** Underlines the character that is wrong, and says why. */
  mark() {
    const { problem } = this;
    const lines = this.area.value.split("\n");
    this.area.toggleAttribute("aria-invalid", problem !== null);
    this.words.textContent = problem ? `Line ${problem.line}: ${problem.words}` : "";
    this.sheet.replaceChildren();
    lines.forEach((line, at) => {
      const letters = [...line];
      if (problem?.line !== at + 1) this.sheet.append(`${line}\n`);
      else {
        const column = Math.min(problem.column, letters.length + 1) - 1;
        const wrong = document.createElement("mark");
        wrong.textContent = letters[column] ?? " ";
        this.sheet.append(letters.slice(0, column).join(""), wrong, `${letters.slice(column + 1).join("")}\n`);
      }
    });
    this.area.rows = Math.min(10, Math.max(3, lines.length));
    this.scrolled();
  }

  scrolled() {
    this.sheet.style.transform = `translate(${-this.area.scrollLeft}px, ${-this.area.scrollTop}px)`;
  }
}
