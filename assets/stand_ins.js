// What is written where no carried typeface has a character: never an empty box.

/** Signs that our own labels print and that can be said in letters and signs that are there. @type {Record<string, string>} */
const SIGNS = { "∇": "grad ", "∈": " in ", "⊙": "·", "⇉": "→→", "∪": " or ", "⊣": "−|", "🎲": "random", "📈": "plot", "📊": "plot", "ϵ": "ε", "ϕ": "φ", "ϑ": "θ" };

/**
 * The text for a character that no face has: a sign's name, the letter without its accent, the digit
 * that stands low or high, or what Unicode calls it: "U+4E2D".
 * @param {string} character @param {(character: string) => boolean} has  whether a face has a character
 */
export function standIn(character, has) {
  if (character in SIGNS) return SIGNS[character];
  const plain = [...character.normalize("NFKD")].filter(has).join("");
  if (plain) return plain;
  // An accent of its own, or what joins and colors emoji, is nothing by itself.
  if (/^[\p{M}\p{Cf}]$/u.test(character)) return "";
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")} `;
}
