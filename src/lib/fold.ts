const LETTERS: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  ħ: "h",
  ŧ: "t",
  þ: "th",
  ı: "i",
  ς: "σ",
};

/** Text as search compares it: no accents, no capitals, punctuation as single spaces. Folding twice changes nothing. */
export function fold(text: string): string {
  return text.normalize("NFKD").toLowerCase().normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[ßæœøđðłħŧþıς]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Whether every word of what somebody typed begins a word of this text, accents and case aside; nothing typed fits all. */
export function hasWords(text: string, typed: string): boolean {
  const folded = ` ${fold(text)}`;
  if (typed.trim() !== "" && fold(typed) === "") return false;
  return fold(typed).split(" ").every((word) => folded.includes(` ${word}`));
}
