// A scene as a PDF of one page: vectors, and text that can be searched in fonts that it carries. What these cannot write
// is an image of how the browser writes it, with text that is not seen in the same place.
// Source: ISO 32000-1:2008, sections 7.5 (file structure), 8.5 (paths), 8.9 (images), 9.6.5 (Type 3), 9.7 (composite fonts).

import { makeKnown, painted } from "./painted.js";
import { pieces } from "./scene.js";
import { runs, writable } from "./typefaces.js";
import { UNSEEN, Unseen } from "./unseen.js";

/** @typedef {import("./typefaces.js").Typeface} Typeface */
/** @typedef {Map<import("./typefaces.js").Face, Typeface>} Faces */

/** A page's longest side in points; larger pictures are made smaller. */
const LONGEST = 14000;
const ENCODER = new TextEncoder();

/** @param {import("./scene.js").Scene} scene @param {Faces} faces @returns {Promise<Blob>} */
export async function pdfFile(scene, faces) {
  const { box } = scene;
  const scale = Math.min(1, LONGEST / box.width, LONGEST / box.height);
  const page = new Page(faces);
  if (!scene.groups.every(({ labels }) => labels.every(({ text }) => writable(text, faces)))) await makeKnown(faces);
  // PDF's y runs upward.
  page.say(short(scale), "0 0", short(-scale), short(-box.left * scale), short((box.top + box.height) * scale), "cm");
  if (scene.background) page.shape({ d: frame(box), fill: scene.background, stroke: null, width: 0, dash: [], opacity: 1 });
  for (const group of scene.groups) {
    group.shapes.forEach((shape) => page.shape(shape));
    group.labels.forEach((label) => page.label(label));
  }
  const file = new File();
  const fonts = [];
  for (const face of page.fonts) fonts.push(`/${face} ${await addFont(file, /** @type {Typeface} */ (faces.get(face)))} 0 R`);
  if (page.unseen.codes.size) fonts.push(`/${UNSEEN} ${await addUnseen(file, page.unseen)} 0 R`);
  const images = [];
  for (const [at, image] of page.images.entries()) images.push(`/image${at} ${await addImage(file, image)} 0 R`);
  const states = [...page.opacities].map((opacity) => `/${fadeName(opacity)} <</ca ${opacity} /CA ${opacity}>>`);
  const content = await file.stream("", ENCODER.encode(page.text()));
  const pages = file.next + 1;
  const size = [box.width, box.height].map((side) => short(side * scale)).join(" ");
  const leaf = file.add(
    `<</Type /Page /Parent ${pages} 0 R /MediaBox [0 0 ${size}] /Contents ${content} 0 R ` +
      `/Group <</S /Transparency /CS /DeviceRGB>> ` +
      `/Resources <</Font <<${fonts.join(" ")}>> ${images.length ? `/XObject <<${images.join(" ")}>> ` : ""}/ExtGState <<${states.join(" ")}>>>>>>`,
  );
  file.add(`<</Type /Pages /Kids [${leaf} 0 R] /Count 1>>`);
  const root = file.add(`<</Type /Catalog /Pages ${pages} 0 R>>`);
  const info = file.add(`<</Title <${hex16(`\ufeff${scene.title}`)}> /Producer (gradviz)>>`);
  return file.finish(root, info);
}

/** The page's operators as they are written. */
class Page {
  /** @param {Faces} faces */
  constructor(faces) {
    this.faces = faces;
    /** @type {string[]} */
    this.lines = [];
    /** @type {Set<import("./typefaces.js").Face>} */
    this.fonts = new Set();
    /** @type {Set<number>} */
    this.opacities = new Set([1]);
    /** @type {import("./painted.js").Painted[]} */
    this.images = [];
    this.unseen = new Unseen();
  }

  /** @param {...(string | number)} words */
  say(...words) {
    this.lines.push(words.join(" "));
  }

  /** @param {number} opacity */
  fade(opacity) {
    const rounded = Number(opacity.toFixed(2));
    this.opacities.add(rounded);
    this.say(`/${fadeName(rounded)} gs`);
  }

  /** @param {import("./scene.js").Shape} shape */
  shape({ d, fill, stroke, width, dash, opacity }) {
    this.fade(opacity);
    if (fill) this.say(rgb(fill), "rg");
    if (stroke) this.say(rgb(stroke), "RG", short(width), "w", `[${dash.join(" ")}] 0 d`);
    for (const { letter, points } of pieces(d)) {
      const operator = { M: "m", L: "l", C: "c", Z: "h" }[letter] ?? "";
      const step = letter === "C" ? 3 : 1;
      if (letter === "Z") this.say("h");
      for (let at = 0; at < points.length; at += step) {
        this.say(...points.slice(at, at + step).flat().map(short), operator);
      }
    }
    this.say(fill && stroke ? "B" : fill ? "f" : "S");
  }

  /** @param {import("./scene.js").Label} label */
  label(label) {
    if (writable(label.text, this.faces)) return this.write(label);
    const image = painted(label);
    if (!image) return undefined;
    const { left, top, width, height } = image;
    this.fade(label.opacity);
    this.say("q", short(width), "0 0", short(-height), short(left), short(top + height), "cm", `/image${this.images.push(image) - 1} Do Q`);
    const { codes, natural } = this.unseen.write(label.text);
    this.say("BT", short((100 * width) / (natural * label.size)), "Tz", `1 0 0 -1 ${short(left)} ${short(label.y)} Tm`);
    return this.say(`/${UNSEEN}`, short(label.size), "Tf", `<${codes}> Tj ET`);
  }

  /** @param {import("./scene.js").Label} label */
  write({ text, x, y, anchor, size, face, fill, opacity, room }) {
    const parts = runs(text, face, this.faces);
    const natural = (parts.reduce((sum, run) => sum + run.width, 0) * size) / 1000;
    const squeeze = room === null ? 1 : room / natural;
    const before = { start: 0, middle: 0.5, end: 1 }[anchor] * natural * squeeze;
    this.fade(opacity);
    this.say("BT", rgb(fill), "rg", short(squeeze * 100), "Tz", `1 0 0 -1 ${short(x - before)} ${short(y)} Tm`);
    for (const run of parts) {
      this.fonts.add(run.face);
      this.say(`/${run.face}`, short(size), "Tf", `<${run.glyphs.map(hex).join("")}> Tj`);
    }
    this.say("ET");
  }

  text() {
    return this.lines.join("\n");
  }
}

/** Numbered objects, and at the end the table of where each begins. */
class File {
  constructor() {
    /** @type {Uint8Array[]} */
    this.chunks = [];
    this.length = 0;
    /** @type {number[]} */
    this.offsets = [];
    // The second line tells transfer programs that the file is binary.
    this.write("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
  }

  get next() {
    return this.offsets.length + 1;
  }

  /** @param {string | Uint8Array} data */
  write(data) {
    const bytes = typeof data === "string" ? ENCODER.encode(data) : data;
    this.chunks.push(bytes);
    this.length += bytes.length;
  }

  /** @param {string} body @returns {number} */
  add(body) {
    this.offsets.push(this.length);
    this.write(`${this.offsets.length} 0 obj\n${body}\nendobj\n`);
    return this.offsets.length;
  }

  /** @param {string} entries @param {Uint8Array} bytes @returns {Promise<number>} */
  async stream(entries, bytes) {
    const squeezed = new Blob([/** @type {BlobPart} */ (bytes)]).stream().pipeThrough(new CompressionStream("deflate"));
    const packed = new Uint8Array(await new Response(squeezed).arrayBuffer());
    this.offsets.push(this.length);
    this.write(`${this.offsets.length} 0 obj\n<<${entries} /Filter /FlateDecode /Length ${packed.length}>>\nstream\n`);
    this.write(packed);
    this.write("\nendstream\nendobj\n");
    return this.offsets.length;
  }

  /** @param {number} root @param {number} info */
  finish(root, info) {
    const table = this.length;
    const places = this.offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
    this.write(`xref\n0 ${this.next}\n0000000000 65535 f \n${places}`);
    this.write(`trailer\n<</Size ${this.next} /Root ${root} 0 R /Info ${info} 0 R>>\nstartxref\n${table}\n%%EOF\n`);
    return new Blob(/** @type {BlobPart[]} */ (this.chunks), { type: "application/pdf" });
  }
}

/** @param {File} file @param {Typeface} typeface @returns {Promise<number>} */
async function addFont(file, typeface) {
  const name = `Gradviz-${typeface.face}`;
  const { bytes, bounds, ascent, descent, glyphs, unitsPerEm } = typeface;
  const em = (/** @type {number} */ units) => Math.round((units * 1000) / unitsPerEm);
  const program = await file.stream(`/Length1 ${bytes.length}`, bytes);
  const descriptor = file.add(
    `<</Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [${bounds.map(em).join(" ")}] /ItalicAngle 0 ` +
      `/Ascent ${em(ascent)} /Descent ${em(descent)} /CapHeight ${em(ascent)} /StemV 90 /FontFile2 ${program} 0 R>>`,
  );
  const widths = [...Array(typeface.glyphCount).keys()].map((glyph) => short(typeface.advance(glyph)));
  const descendant = file.add(
    `<</Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /CIDToGIDMap /Identity /FontDescriptor ${descriptor} 0 R ` +
      `/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /W [0 [${widths.join(" ")}]]>>`,
  );
  const unicode = await file.stream("", ENCODER.encode(unicodeMap(glyphs)));
  return file.add(
    `<</Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H ` +
      `/DescendantFonts [${descendant} 0 R] /ToUnicode ${unicode} 0 R>>`,
  );
}

/** @param {File} file @param {import("./painted.js").Painted} image @returns {Promise<number>} */
async function addImage(file, { columns, rows, colors, cover }) {
  const about = (/** @type {string} */ space) => `/Type /XObject /Subtype /Image /Width ${columns} /Height ${rows} /ColorSpace /${space} /BitsPerComponent 8`;
  const mask = await file.stream(about("DeviceGray"), cover);
  return file.stream(`${about("DeviceRGB")} /SMask ${mask} 0 R`, colors);
}

/** @param {File} file @param {Unseen} unseen @returns {Promise<number>} */
async function addUnseen(file, unseen) {
  const glyph = await file.stream("", ENCODER.encode(unseen.glyph));
  const unicode = await file.stream("", ENCODER.encode(unicodeMap(unseen.meanings, 2)));
  return file.add(unseen.font(glyph, unicode));
}

/** Which character a glyph is, for searching and copying. @param {Map<number, number>} glyphs  by character @param {number} digits  of a glyph's code */
function unicodeMap(glyphs, digits = 4) {
  // A glyph of several characters (space, no-break space) is the first of them.
  const characters = new Map([...glyphs].sort(([a], [b]) => b - a).map(([code, glyph]) => [glyph, code]));
  const lines = [...characters].map(([glyph, code]) => `<${hex(glyph).slice(-digits)}> <${hex16(String.fromCodePoint(code))}>`);
  const blocks = [];
  // A block may hold a hundred at most.
  for (let at = 0; at < lines.length; at += 100) {
    const block = lines.slice(at, at + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join("\n")}\nendbfchar`);
  }
  return (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /gradviz def\n/CMapType 2 def\n" +
    `1 begincodespacerange\n<${"0".repeat(digits)}> <${"f".repeat(digits)}>\nendcodespacerange\n${blocks.join("\n")}\nendcmap\nend\nend`
  );
}

/** @param {import("./scene.js").Box} box */
const frame = ({ left, top, width, height }) =>
  `M${left} ${top}L${left + width} ${top}L${left + width} ${top + height}L${left} ${top + height}Z`;

/** @param {number} number */
const hex = (number) => number.toString(16).padStart(4, "0");
/** @param {string} text */
const hex16 = (text) => [...Array(text.length).keys()].map((at) => hex(text.charCodeAt(at))).join("");
/** @param {number} number */
const short = (number) => String(Number(number.toFixed(3)));
/** @param {number} opacity */
const fadeName = (opacity) => `fade${Math.round(opacity * 100)}`;
/** @param {string} color  #rrggbb */
const rgb = (color) => [1, 3, 5].map((at) => short(parseInt(color.slice(at, at + 2), 16) / 255)).join(" ");
