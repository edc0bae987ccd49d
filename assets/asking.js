// What is asked of the gradients: which tensors are differentiated, by which, and where the way back is cut.

import { elements, formatNumber } from "./numbers.js";
import { tensorOf } from "./slots.js";
import { asOne, bare, endsOf } from "./subject.js";

/** @typedef {{ys: string[], xs: string[], cuts: string[], deeper?: boolean}} Question  as gradients() takes it; nothing stands for what is usual; deeper: about the gradients of what is asked */
/**
 * @typedef {object} Asked  see gradviz/ui/asked.py
 * @property {string} label  what is differentiated, a seed other than 1 aside
 * @property {string[]} ys
 * @property {boolean} single  whether that is a single number
 * @property {string[]} xs
 * @property {string[]} cuts
 * @property {boolean} plain
 * @property {string | null} meaning  MathML that says what a sum of several is
 * @property {string[]} beyond  what is drawn and cannot be asked about
 * @property {Question} question  as it was asked
 * @property {Record<string, string> | null} undeep  whose gradients cannot be differentiated, and which added operations, each with a sentence on why; null: it is enough
 */

/** What is differentiated, as people say it: "cost", "2·cost", "(Σ seed·pred)". @param {Asked | null | undefined} asked @param {import("./picture.js").Frame} frame @param {string} drawn  what the drawing leads to */
export function labelOf(asked, frame, drawn) {
  if (!asked) return drawn;
  const [seed] = asked.single ? elements(tensorOf(frame, asked.ys[0], "seed")) : [];
  return seed === undefined || seed === 1 ? asked.label : `(${formatNumber(seed)}·${asked.label})`;
}

/** Marks in the drawing what is asked. @param {import("./picture.js").Picture} picture @param {Asked | null | undefined} asked */
export function markAsked({ parts }, asked) {
  for (const { name, element, facts } of parts.values()) {
    element.classList.toggle("gv-cut", Boolean(asked?.cuts.includes(name)));
    element.classList.toggle("gv-x", Boolean(asked?.question.xs.includes(name)));
    const y = asked ? asked.ys.includes(name) : "isTarget" in facts;
    if (y) element.dataset.isTarget = "1";
    else delete element.dataset.isTarget;
  }
}

/** Buttons that ask of a node or an edge. @param {import("./picture.js").Part} part @param {Asked} asked @param {boolean} reached  whether a gradient comes back to it @returns {HTMLElement[]} */
export function askButtons(part, asked, reached) {
  const { ys, xs, cuts } = asked.question;
  const { name } = part;
  const cut = choice("hold constant", "stop_gradients: nothing comes back through here", asked.cuts.includes(name), { ys, xs, cuts: toggled(cuts, name) });
  const deeper = reached || asked.beyond.includes(name) ? differentiate(part, asked) : [];
  if (asked.beyond.includes(name)) return deeper;
  if (part.type === "edge") return [cut];
  const isY = asked.ys.includes(name);
  const buttons = [choice(`∂ of ${bare(name)}`, "ys: this is differentiated", isY && asked.ys.length === 1, { ys: isY ? [] : [name], xs, cuts })];
  if (!isY || asked.ys.length > 1) {
    buttons.push(choice(isY ? "one of several ∂ of" : `and of ${bare(name)}`, "ys: this is differentiated too, and the sum is taken", isY, { ys: toggled(asked.ys, name), xs, cuts }));
  }
  buttons.push(choice(`by ${bare(name)}`, "xs: the derivation is that of the gradient by this", xs.includes(name), { ys, xs: toggled(xs, name), cuts }), cut, ...deeper);
  return buttons;
}

/** The button that differentiates a gradient: what comes back to a node, or what an added operation computes. @param {import("./picture.js").Part} part @param {Asked} asked */
function differentiate({ name, type }, asked) {
  if (type !== "node" || !asked.undeep) return [];
  const why = asked.undeep[name];
  const added = asked.beyond.includes(name);
  const gradient = added ? bare(name) : `∂${asked.label}/∂${asOne(name)}`;
  const button = choice(`differentiate ${gradient}`, why || "the gradient of this gradient: gradients(gradients(ys, xs), xs)", null, { ys: [added ? name : `∂${name}`], xs: [], cuts: [], deeper: true });
  if (why) button.setAttribute("aria-disabled", "true");
  if (why) delete button.dataset.ask;
  return [button];
}

/** A sentence on what is asked, with the way back to the cost; null where nothing is. @param {Asked} asked */
export function askedLine(asked) {
  const { ys, xs, cuts } = asked.question;
  if (!ys.length && !xs.length && !cuts.length && asked.plain) return null;
  const line = document.createElement("p");
  line.className = "gv-asked";
  const said = [`Asked: the gradient of ${asked.label}`];
  if (xs.length) said.push(`by ${xs.map(bare).join(" and ")}`);
  if (cuts.length) said.push(`with ${cuts.map((cut) => (endsOf(cut) ?? [cut]).map(bare).join(" → ")).join(", ")} held constant`);
  line.append(`${said.join(", ")}. `);
  if (asked.meaning) {
    const meaning = document.createElement("span");
    meaning.innerHTML = asked.meaning;
    line.append(meaning, " ");
  }
  line.append(choice("ask of the cost again", "gradients(cost, parameters)", null, { ys: [], xs: [], cuts: [] }));
  return line;
}

/** @param {string} text @param {string} title @param {boolean | null} pressed @param {Question} question */
function choice(text, title, pressed, question) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.title = title;
  button.dataset.ask = JSON.stringify(question);
  button.dataset.choice = text;
  if (pressed !== null) button.setAttribute("aria-pressed", String(pressed));
  return button;
}

/** @param {string[]} names @param {string} name */
const toggled = (names, name) => (names.includes(name) ? names.filter((each) => each !== name) : [...names, name]);
