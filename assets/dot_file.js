// What is seen as DOT text, the numbers as labels: any Graphviz program lays it out again.

/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./picture.js").Part} Part */

/** @param {Picture} picture @returns {string} */
export function dotFile(picture) {
  const parts = [...picture.parts.values()];
  const drawn = parts.filter((part) => part.type === "node");
  // Nodes are told apart by numbers: a name means nothing to DOT but in a label.
  const ids = new Map(drawn.map((part, place) => [part.name, `n${place}`]));
  const nodes = drawn.map((part) => `  ${ids.get(part.name)} [label=${quoted(nodeLabel(part))}];`);
  const edges = parts
    .filter((part) => part.type === "edge")
    .map((part) => `  ${ids.get(ends(part).from)} -> ${ids.get(ends(part).to)} [label=${quoted(edgeLabel(part))}];`);
  return ["digraph gradviz {", "  rankdir=LR;", '  node [shape=box, style=rounded];', ...nodes, ...edges, "}", ""].join("\n");
}

/** Where an edge is drawn. @param {Part} edge */
const ends = ({ facts }) => ({ from: facts.tail ?? facts.from, to: facts.head ?? facts.to });

/** @param {Part} part */
function nodeLabel(part) {
  const { symbol, caption } = part.facts;
  const head = caption && caption !== symbol ? `${symbol}  ${caption}` : symbol;
  return [head, rows(part, "value", ""), rows(part, "gradient", "∂ ")].filter(Boolean).join("\n");
}

/** @param {Part} part */
const edgeLabel = (part) =>
  [rows(part, "value", "→ "), rows(part, "gradient", part.facts.summed ? "←Σ " : "← ")].filter(Boolean).join("\n");

/** The lines that a quantity shows; none where the picture's detail hides them. @param {Part} part @param {"value" | "gradient"} what @param {string} mark */
function rows(part, what, mark) {
  const line = part[what];
  if (!line || getComputedStyle(line.text).display === "none") return "";
  const texts = line.rows.map((row) => row.written).filter(Boolean);
  return texts.length ? mark + texts.join("\n") : "";
}

/** A quoted label; DOT knows only these two escapes, and \n is a new line. @param {string} text */
const quoted = (text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
