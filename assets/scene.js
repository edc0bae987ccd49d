// The mounted drawing as plain shapes with all styles resolved: what every exported format is
// written from. Only what is seen is in it.

/**
 * @typedef {object} Shape
 * @property {string} d  path data of M, L, H, V, C, A-free pieces and Z, absolute
 * @property {string | null} fill
 * @property {string | null} stroke
 * @property {number} width
 * @property {number[]} dash
 * @property {number} opacity
 */
/**
 * @typedef {object} Label
 * @property {string} text
 * @property {number} x
 * @property {number} y  of the baseline
 * @property {"start" | "middle" | "end"} anchor
 * @property {number} size
 * @property {import("./typefaces.js").Face} face
 * @property {string} fill
 * @property {number} opacity
 * @property {number | null} room  the width that the text is squeezed into
 * @property {{part: string, number: string} | null} exact  the number behind it
 */
/** @typedef {{kind: "node" | "edge" | "", name: string, shapes: Shape[], labels: Label[]}} Group */
/** @typedef {{left: number, top: number, width: number, height: number}} Box */
/** @typedef {{box: Box, background: string | null, groups: Group[], title: string}} Scene */

/** How far a rounded corner's control points stand from its ends. */
const ROUND = 0.5523;

/**
 * @param {SVGSVGElement} svg  as it is mounted
 * @param {Box} box  what of it, in the drawing's own units
 * @param {string | null} background
 * @returns {Scene}
 */
export function readScene(svg, box, background) {
  const base = /** @type {SVGGElement} */ (svg.querySelector(".gv-view"));
  const tips = new Map([...svg.querySelectorAll("marker")].map((marker) => [marker.id, marker]));
  const parts = /** @type {SVGGElement[]} */ ([...svg.querySelectorAll("[data-node], [data-edge], [data-scope]")]);
  const groups = parts.map((part) => readGroup(part, base, tips)).filter((group) => group.shapes.length || group.labels.length);
  return { box, background, groups, title: svg.getAttribute("aria-label") ?? "" };
}

/** @param {SVGGElement} part @param {SVGGElement} base @param {Map<string, SVGMarkerElement>} tips @returns {Group} */
function readGroup(part, base, tips) {
  /** @type {Group} */
  const group = {
    kind: part.dataset.edge === undefined ? "node" : "edge",
    name: part.dataset.edge ?? part.dataset.node ?? "",
    shapes: [],
    labels: [],
  };
  const partStyle = getComputedStyle(part);
  if (partStyle.display === "none" || partStyle.visibility === "hidden") return group;
  const shift = offset(part, base);
  for (const element of part.querySelectorAll("rect, path, text, circle")) {
    const style = getComputedStyle(element);
    if (style.display === "none" || style.visibility === "hidden") continue;
    const opacity = Number(partStyle.opacity) * Number(style.opacity);
    if (element instanceof SVGTextElement) group.labels.push(...readText(element, style, opacity, shift));
    else group.shapes.push(...readShape(element, style, opacity, shift, tips));
  }
  return group;
}

/** Where a part's own origin stands in the drawing. @param {SVGGElement} part @param {SVGGElement} base */
function offset(part, base) {
  const own = part.getCTM();
  const whole = base.getCTM();
  const between = own && whole ? whole.inverse().multiply(own) : new DOMMatrix();
  return { x: between.e, y: between.f };
}

/**
 * @param {Element} element @param {CSSStyleDeclaration} style @param {number} opacity
 * @param {{x: number, y: number}} shift @param {Map<string, SVGMarkerElement>} tips @returns {Shape[]}
 */
function readShape(element, style, opacity, shift, tips) {
  const fill = seen(style.fill);
  const stroke = seen(style.stroke);
  if (!fill && !stroke) return [];
  const d = moved(outline(element), shift);
  const dash = style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(/[\s,]+/).map(parseFloat);
  const shape = { d, fill, stroke, width: parseFloat(style.strokeWidth), dash, opacity };
  const marker = tips.get(/#([^")]+)/.exec(style.markerEnd)?.[1] ?? "");
  const tip = marker?.querySelector("path");
  if (!marker || !tip) return [shape];
  const tipStyle = getComputedStyle(tip);
  const head = {
    d: placedTip(marker, tip.getAttribute("d") ?? "", d),
    fill: seen(tipStyle.fill),
    stroke: seen(tipStyle.stroke),
    width: parseFloat(tipStyle.strokeWidth),
    dash: [],
    opacity,
  };
  return [shape, head];
}

/** @param {SVGTextElement} text @param {CSSStyleDeclaration} style @param {number} opacity @param {{x: number, y: number}} shift @returns {Label[]} */
function readText(text, style, opacity, shift) {
  const spans = text.querySelector("tspan") ? [...text.querySelectorAll("tspan")] : [text];
  const exact = text.dataset.number === undefined ? null : { part: text.dataset.part ?? "", number: text.dataset.number };
  const labels = [];
  for (const span of spans) {
    const words = span.textContent ?? "";
    if (!words) continue;
    const at = (/** @type {string} */ name) => Number(span.getAttribute(name) ?? text.getAttribute(name) ?? 0);
    const room = span.getAttribute("textLength");
    labels.push({
      text: words,
      x: at("x") + Number(span.getAttribute("dx") ?? 0) + shift.x,
      y: at("y") + shift.y,
      anchor: /** @type {Label["anchor"]} */ (style.textAnchor),
      size: parseFloat(style.fontSize),
      face: faceOf(style),
      fill: seen(style.fill) ?? "#000000",
      opacity,
      room: room === null ? null : Number(room),
      exact,
    });
  }
  return labels;
}

/** @param {CSSStyleDeclaration} style @returns {import("./typefaces.js").Face} */
function faceOf(style) {
  if (style.fontStyle === "italic") return "math";
  if (/mono|code/i.test(style.fontFamily.split(",")[0])) return "mono";
  return Number(style.fontWeight) >= 600 ? "sans-bold" : "sans";
}

/** A color as #rrggbb, or null where nothing is painted. @param {string} color @returns {string | null} */
function seen(color) {
  const parts = /rgba?\(([^)]+)\)/.exec(color)?.[1].split(/[\s,/]+/).map(Number);
  if (!parts || parts[3] === 0) return null;
  return `#${parts.slice(0, 3).map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

/** @param {Element} element */
function outline(element) {
  if (element.tagName === "path") return element.getAttribute("d") ?? "";
  const side = (/** @type {string} */ name) => Number(element.getAttribute(name));
  if (element.tagName === "circle") return rounded(side("cx") - side("r"), side("cy") - side("r"), 2 * side("r"), 2 * side("r"), side("r"));
  return rounded(side("x"), side("y"), side("width"), side("height"), side("rx"));
}

/** @param {number} x @param {number} y @param {number} width @param {number} height @param {number} radius */
function rounded(x, y, width, height, radius) {
  const r = Math.min(radius, width / 2, height / 2);
  const [right, bottom, k] = [x + width, y + height, r * (1 - ROUND)];
  return (
    `M${x + r} ${y}L${right - r} ${y}C${right - k} ${y} ${right} ${y + k} ${right} ${y + r}` +
    `L${right} ${bottom - r}C${right} ${bottom - k} ${right - k} ${bottom} ${right - r} ${bottom}` +
    `L${x + r} ${bottom}C${x + k} ${bottom} ${x} ${bottom - k} ${x} ${bottom - r}` +
    `L${x} ${y + r}C${x} ${y + k} ${x + k} ${y} ${x + r} ${y}Z`
  );
}

/** Path data as commands of points; H becomes L. @param {string} d @returns {{letter: string, points: number[][]}[]} */
export function pieces(d) {
  let here = [0, 0];
  return [...d.matchAll(/([MLHVCZ])([^MLHVCZ]*)/g)].map(([, letter, rest]) => {
    const numbers = [...rest.matchAll(/-?[\d.]+(?:e-?\d+)?/g)].map(Number);
    if (letter === "H") numbers.push(here[1]);
    if (letter === "V") numbers.unshift(here[0]);
    const points = [];
    for (let at = 0; at < numbers.length; at += 2) points.push([numbers[at], numbers[at + 1]]);
    here = points.at(-1) ?? here;
    return { letter: letter === "H" || letter === "V" ? "L" : letter, points };
  });
}

/** @param {string} d @param {(point: number[]) => number[]} place */
function mapped(d, place) {
  const short = (/** @type {number} */ number) => String(Number(number.toFixed(2)));
  return pieces(d)
    .map(({ letter, points }) => letter + points.map((point) => place(point).map(short).join(" ")).join(" "))
    .join("");
}

/** @param {string} d @param {{x: number, y: number}} shift */
const moved = (d, { x, y }) => mapped(d, ([a, b]) => [a + x, b + y]);

/** An arrow's tip where its line ends, turned as the line. @param {SVGMarkerElement} marker @param {string} tip @param {string} line */
function placedTip(marker, tip, line) {
  const points = pieces(line).flatMap((piece) => piece.points);
  const [x, y] = points[points.length - 1];
  const before = points.findLast(([a, b]) => Math.hypot(a - x, b - y) > 0.01) ?? [x - 1, y];
  const angle = Math.atan2(y - before[1], x - before[0]);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const number = (/** @type {string} */ name) => Number(marker.getAttribute(name));
  const scale = number("markerWidth") / Number((marker.getAttribute("viewBox") ?? "0 0 8 8").split(" ")[2]);
  return mapped(tip, ([a, b]) => {
    const along = (a - number("refX")) * scale;
    const aside = (b - number("refY")) * scale;
    return [x + along * cos - aside * sin, y + along * sin + aside * cos];
  });
}
