// The four typefaces that exported pictures carry, read as far as placing text needs it.

/** @typedef {"mono" | "sans" | "sans-bold" | "math"} Face */

export const FACES = /** @type {Face[]} */ (["mono", "sans", "sans-bold", "math"]);

/** What a program shows that does not know the carried typeface. */
export const FAMILIES = {
  mono: "'Gradviz Mono','Source Code Pro','DejaVu Sans Mono',monospace",
  sans: "'Gradviz Sans','Source Sans 3','DejaVu Sans',sans-serif",
  "sans-bold": "'Gradviz Sans Bold','Source Sans 3','DejaVu Sans',sans-serif",
  math: "'Gradviz Math','Source Serif 4','DejaVu Serif',serif",
};

/** A TrueType font: which glyph a character has, and how wide it is. */
export class Typeface {
  /** @param {Face} face @param {ArrayBuffer} file */
  constructor(face, file) {
    this.face = face;
    this.bytes = new Uint8Array(file);
    this.view = new DataView(file);
    /** @type {Map<string, number>} */
    this.tables = new Map();
    for (let entry = 0; entry < this.view.getUint16(4); entry += 1) {
      const at = 12 + 16 * entry;
      this.tables.set(String.fromCharCode(...this.bytes.subarray(at, at + 4)), this.view.getUint32(at + 8));
    }
    const head = this.table("head");
    this.unitsPerEm = this.view.getUint16(head + 18);
    this.bounds = [36, 38, 40, 42].map((at) => this.view.getInt16(head + at));
    const hhea = this.table("hhea");
    this.ascent = this.view.getInt16(hhea + 4);
    this.descent = this.view.getInt16(hhea + 6);
    this.measured = this.view.getUint16(hhea + 34);
    this.glyphCount = this.view.getUint16(this.table("maxp") + 4);
    this.glyphs = this.readGlyphs();
  }

  /** @param {string} name @returns {number} */
  table(name) {
    const at = this.tables.get(name);
    if (at === undefined) throw new Error(`the font ${this.face} has no table ${name}`);
    return at;
  }

  /** The Unicode map of format 4: segments of characters. @returns {Map<number, number>} */
  readGlyphs() {
    const { view } = this;
    const cmap = this.table("cmap");
    const glyphs = new Map();
    for (let entry = 0; entry < view.getUint16(cmap + 2); entry += 1) {
      const map = cmap + view.getUint32(cmap + 8 + 8 * entry);
      if (view.getUint16(map) !== 4) continue;
      const segments = view.getUint16(map + 6) / 2;
      const [ends, starts] = [map + 14, map + 16 + 2 * segments];
      const [deltas, offsets] = [starts + 2 * segments, starts + 4 * segments];
      for (let i = 0; i < segments; i += 1) {
        const [first, last] = [view.getUint16(starts + 2 * i), view.getUint16(ends + 2 * i)];
        const offset = view.getUint16(offsets + 2 * i);
        for (let code = first; code <= last && code < 0xffff; code += 1) {
          const listed = offset ? view.getUint16(offsets + 2 * i + offset + 2 * (code - first)) : code;
          if (listed) glyphs.set(code, (listed + view.getInt16(deltas + 2 * i)) & 0xffff);
        }
      }
    }
    return glyphs;
  }

  /** A character's glyph, 0 where there is none. @param {string} character */
  glyph(character) {
    return this.glyphs.get(character.codePointAt(0) ?? 0) ?? 0;
  }

  /** A glyph's advance in thousandths of the size. @param {number} glyph */
  advance(glyph) {
    const units = this.view.getUint16(this.table("hmtx") + 4 * Math.min(glyph, this.measured - 1));
    return (units * 1000) / this.unitsPerEm;
  }

  base64() {
    let text = "";
    for (let at = 0; at < this.bytes.length; at += 0x8000) text += String.fromCharCode(...this.bytes.subarray(at, at + 0x8000));
    return btoa(text);
  }
}

/** @type {Promise<Map<Face, Typeface>> | undefined} */
let loading;

/** All faces, fetched from this host once. @returns {Promise<Map<Face, Typeface>>} */
export function typefaces() {
  loading ??= Promise.all(
    FACES.map(async (face) => {
      const answer = await fetch(new URL(`./fonts/${face}.ttf`, import.meta.url));
      if (!answer.ok) throw new Error(`the font ${face} was not found`);
      return /** @type {[Face, Typeface]} */ ([face, new Typeface(face, await answer.arrayBuffer())]);
    }),
  ).then((pairs) => new Map(pairs));
  loading.catch(() => (loading = undefined));
  return loading;
}

/** Whether the faces have all characters of a text. @param {string} text @param {Map<Face, Typeface>} faces */
export const writable = (text, faces) => [...text].every((character) => FACES.some((face) => faces.get(face)?.glyph(character)));

/** A text cut where another face must lend the character. @param {string} text @param {Face} face @param {Map<Face, Typeface>} faces */
export function runs(text, face, faces) {
  /** @type {{face: Face, text: string, glyphs: number[], width: number}[]} */
  const result = [];
  for (const character of text) {
    const has = [face, ...FACES].find((each) => faces.get(each)?.glyph(character)) ?? face;
    const typeface = /** @type {Typeface} */ (faces.get(has));
    const glyph = typeface.glyph(character);
    if (result.at(-1)?.face !== has) result.push({ face: has, text: "", glyphs: [], width: 0 });
    const run = result[result.length - 1];
    run.text += character;
    run.glyphs.push(glyph);
    run.width += typeface.advance(glyph);
  }
  return result;
}
