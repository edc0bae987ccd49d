// Text that is not seen, under an image of it: so that it is found and copied. A font whose glyphs are all empty.

/** The font's name on the page. */
export const UNSEEN = "unseen";
/** Codes of one byte; a drawing that has more characters of its own has the rest as images alone. */
const MOST = 255;
/** How wide each of its glyphs is, in thousandths of the size. */
const ADVANCE = 500;

export class Unseen {
  constructor() {
    /** By character. @type {Map<string, number>} */
    this.codes = new Map();
  }

  /** @param {string} text @returns {{codes: string, natural: number}} what is written, and how wide it is at size 1 */
  write(text) {
    const codes = [...text].flatMap((character) => this.code(character) ?? []);
    return { codes: codes.map((code) => code.toString(16).padStart(2, "0")).join(""), natural: (Math.max(1, codes.length) * ADVANCE) / 1000 };
  }

  /** @param {string} character */
  code(character) {
    if (!this.codes.has(character) && this.codes.size < MOST) this.codes.set(character, this.codes.size + 1);
    return this.codes.get(character);
  }

  /** What each code means. @returns {Map<number, number>} */
  get meanings() {
    return new Map([...this.codes].map(([character, code]) => [character.codePointAt(0) ?? 0, code]));
  }

  /** An empty glyph's operators: its width, and nothing. */
  get glyph() {
    return `${ADVANCE} 0 d0`;
  }

  /** @param {number} glyph  the object of the empty glyph @param {number} unicode  that of what the codes mean */
  font(glyph, unicode) {
    const count = this.codes.size;
    return (
      `<</Type /Font /Subtype /Type3 /FontBBox [0 0 0 0] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs <</e ${glyph} 0 R>> ` +
      `/Encoding <</Type /Encoding /Differences [1${" /e".repeat(count)}]>> /FirstChar 1 /LastChar ${count} ` +
      `/Widths [${Array(count).fill(ADVANCE).join(" ")}] /Resources <<>> /ToUnicode ${unicode} 0 R>>`
    );
  }
}
