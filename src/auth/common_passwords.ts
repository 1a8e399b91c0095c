/** What people type first when twelve characters are asked for: keyboards, counting, and these words with anything behind. */
const WORDS = [
  "password",
  "contrasena",
  "contraseña",
  "administrador",
  "administrator",
  "qwertyuiop",
  "asdfghjkl",
  "1q2w3e4r",
  "iloveyou",
  "teamo",
  "letmein",
  "welcome",
  "bienvenido",
  "reparo",
  "serviciotecnico",
  "changeme",
  "cambiame",
  "trustno1",
  "superman",
  "boca juniors",
  "riverplate",
];

/**
 * True when a password is one character repeated, a run such as `123456789012` or `abcdefghijkl`, or one of the usual words
 * with nothing but figures and punctuation added.
 */
export function isCommonPassword(password: string): boolean {
  const lower = password.toLowerCase();
  if (new Set(lower).size <= 3) return true;
  if (isRun(lower)) return true;
  const bare = lower.replace(/[\d\W_]+/g, "");
  return WORDS.some((word) =>
    bare === word.replace(/[\d\W_]+/g, "") || lower.replace(/[\W_]+/g, "") === word
  ) ||
    WORDS.some((word) => lower.startsWith(word) && /^[\d\W_]*$/.test(lower.slice(word.length)));
}

function isRun(text: string): boolean {
  const steps = [...text].map((char, index) =>
    index === 0 ? null : char.charCodeAt(0) - text.charCodeAt(index - 1)
  );
  const same = (step: number) => steps.filter((one) => one === step).length;
  return same(1) >= text.length - 3 || same(-1) >= text.length - 3;
}
