// What is selected or spoken of: a node or an edge, its value or gradient, an entry of that. "X:0|gradient|1".

/** @typedef {"value" | "gradient" | "seed"} Which */
/**
 * @typedef {object} Subject
 * @property {string} name  of a node or an edge
 * @property {Which | null} part
 * @property {number | null} entry  row by row from 0; null: the whole tensor
 */

/** @param {string | null | undefined} text @returns {Subject | null} */
export function subjectOf(text) {
  if (!text) return null;
  const [name, part, entry] = text.split("|");
  const known = part === "value" || part === "gradient" || part === "seed" ? part : null;
  return { name, part: known, entry: known && entry !== undefined ? Number(entry) : null };
}

/** @param {string} name @param {Which | null} [part] @param {number | null} [entry] */
export function textOf(name, part = null, entry = null) {
  if (!part) return name;
  return entry === null ? `${name}|${part}` : `${name}|${part}|${entry}`;
}

/** What the tensors of the drawing that is seen are called: an operation's name has no letters but Latin ones. @type {ReadonlyMap<string, string>} */
let captions = new Map();

/** Another drawing is seen. @param {Iterable<{name: string, facts: Record<string, string>}>} parts */
export function nameParts(parts) {
  captions = new Map([...parts].flatMap(({ name, facts: { kind, symbol, caption } }) => {
    const called = kind === "parameter" || kind === "input" ? symbol : kind === "gradient" || kind === "operation" ? caption : "";
    return called ? [[name, called]] : [];
  }));
}

/** A tensor's name as people say it: its first output needs no number. @param {string} name */
export const bare = (name) => captions.get(name) ?? name.replace(/:0$/, "");

/** The same as one thing, below a ∂: a derivative needs parentheses. @param {string} name */
export const asOne = (name) => (bare(name).startsWith("∂") ? `(${bare(name)})` : bare(name));

/** An edge's ends: "W:0->Mul:0:1" goes from "W:0" to "Mul:0". @param {string} name @returns {[string, string] | null} */
export function endsOf(name) {
  const [from, rest] = name.split("->");
  return rest === undefined ? null : [from, rest.replace(/:\d+$/, "")];
}

/** A number as people call it: "∂cost/∂W", "Mul", "what comes back from Square". @param {Subject} subject @param {string} target  what is differentiated */
export function spokenName({ name, part, entry }, target) {
  const ends = endsOf(name);
  const place = entry === null ? "" : `[${entry + 1}]`;
  if (part === "seed") return `the seed of ${bare(name)}${place}`;
  if (part !== "gradient") return bare(ends ? ends[0] : name) + place;
  if (ends) return `∂${bare(target)}/∂${asOne(ends[0])}${place} from ${bare(ends[1])}`;
  return `∂${bare(target)}/∂${asOne(name)}${place}`;
}
