// What is typed where a number stands. gradviz/ui/typed.py reads text in the same way; a test compares the two.

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const COMMA = /^([+-]?\d+),(\d+)$/;
const NOT_FINITE = new Set(["nan", "inf", "infinity", "∞"]);
const QUOTED = 24;

/** @param {string} text @returns {{value: number} | {problem: string}} */
export function readNumber(text) {
  const plain = text.trim().replaceAll("−", "-");
  if (!plain) return { problem: "it is empty" };
  if (NUMBER.test(plain)) {
    const value = Number(plain);
    return Number.isFinite(value) ? { value } : { problem: `${quoted(text)} is too large; numbers end at 1.8e308` };
  }
  if (NOT_FINITE.has(plain.replace(/^[+-]+/, "").toLowerCase())) return { problem: `${quoted(text)} is not a finite number` };
  const comma = COMMA.exec(plain);
  if (comma) return { problem: `${quoted(text)} has a comma; write the decimal point: ${comma[1]}.${comma[2]}` };
  return { problem: `${quoted(text)} is not a number` };
}

/** @param {string} text */
const quoted = (text) => `“${text.slice(0, QUOTED)}${text.length > QUOTED ? "…" : ""}”`;

/** A field over a number in the drawing: Enter takes what is typed, Escape leaves everything as it is. */
export class TypedNumber {
  /** @param {HTMLElement} frame  what the field is placed in */
  constructor(frame) {
    this.frame = frame;
    /** @type {HTMLElement | null} */
    this.element = null;
  }

  /**
   * @param {Element} place  the number that is typed anew; has the focus again in the end
   * @param {string} label @param {string} text  what the field opens with
   * @param {(value: number) => void} onValue
   */
  open(place, label, text, onValue) {
    this.close();
    const form = document.createElement("form");
    form.className = "gv-typed";
    form.noValidate = true;
    form.innerHTML = `<input type="text" inputmode="decimal" autocomplete="off" spellcheck="false" size="12" aria-describedby="gv-typed-problem"><p id="gv-typed-problem" role="alert" hidden></p>`;
    const field = /** @type {HTMLInputElement} */ (form.firstElementChild);
    const problem = /** @type {HTMLElement} */ (form.lastElementChild);
    field.setAttribute("aria-label", `${label}, typed exactly`);
    field.value = text;
    const leave = () => {
      this.close();
      if (place instanceof SVGElement || place instanceof HTMLElement) place.focus({ preventScroll: true });
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const read = readNumber(field.value);
      if ("value" in read) {
        leave();
        onValue(read.value);
        return;
      }
      problem.textContent = `${label}: ${read.problem}.`;
      problem.hidden = false;
      field.setAttribute("aria-invalid", "true");
      field.select();
    });
    form.addEventListener("keydown", (event) => {
      // Neither the graph's keys nor the page's are meant.
      event.stopPropagation();
      if (event.key === "Escape") leave();
    });
    for (const type of ["pointerdown", "dblclick", "wheel"]) form.addEventListener(type, (event) => event.stopPropagation());
    field.addEventListener("blur", () => requestAnimationFrame(() => this.element === form && this.close()));
    this.element = form;
    this.frame.append(form);
    this.stand(form, place);
    field.focus({ preventScroll: true });
    field.select();
  }

  /** Puts the field over the number, but not over the frame's edge. @param {HTMLElement} form @param {Element} place */
  stand(form, place) {
    const frame = this.frame.getBoundingClientRect();
    const number = place.getBoundingClientRect();
    const left = Math.min(number.left - frame.left - 6, frame.width - form.offsetWidth - 4);
    form.style.left = `${Math.max(4, left)}px`;
    form.style.top = `${Math.max(2, number.top - frame.top + number.height / 2 - form.offsetHeight / 2)}px`;
  }

  close() {
    this.element?.remove();
    this.element = null;
  }
}
