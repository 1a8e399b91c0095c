/** What stands in a line instead of what was left out, by its type. */
export const REDACTED = {
  secret: "[secret]",
  token: "[token]",
  card: "[card]",
  email: "[email]",
  phone: "[phone]",
  nationalId: "[national id]",
  personal: "[personal]",
} as const;

const LONGEST = 8_000;
const DEEPEST = 6;
const MOST_ENTRIES = 50;

/** Fields whose value is a secret whatever it looks like. */
const SECRET_FIELD =
  /pass(word|phrase|wd)?$|contrase|clave|secret|token|cookie|authori[sz]ation|api_?key|private_?key|credential|csrf|otp|recovery|^pin$|pattern|unlock|^sid$|session|signature|cvv|cvc/i;
/** Fields that tell of a person. */
const PERSONAL_FIELD =
  /(^|_)(name|address|tax_?id|dni|nif|cuit|cuil|cpf|rut|curp|document_number|birth(day|_date)?)$|(Name|Address|TaxId)$/;

/**
 * What betrays itself by its form. The first alternative is what looks like it and is not: ids, instants, network addresses, which make a
 * line useful.
 */
const TYPES = new RegExp(
  [
    String
      .raw`(?<keep>\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?\b|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]))`,
    String.raw`(?<userinfo>(?<=:\/\/)[^\s\/@:]*:[^\s\/@]+(?=@))`,
    String.raw`(?<header>\b(?:Bearer|Basic)\s+[\w.~+\/=-]{6,})`,
    String
      .raw`(?<pair>(?<=\b(?:password|passwd|contrase[nñ]a|secret|token|sid|__Host-sid|visit|api_?key|signature|sig|code)["']?\s{0,3}[=:]\s{0,3}["']?)[^\s"'&;,)]{4,})`,
    String
      .raw`(?<prefixed>\b(?:rpo_|whsec_|[sr]k_(?:live|test)_|APP_USR-|TEST-\d|EAA|eyJ|gh[opsu]_)[\w.\/+=-]{10,}|AGE-SECRET-KEY-1[A-Z0-9]+)`,
    String.raw`(?<email>(?<![\p{L}\d._%+-])[\p{L}\d._%+-]{1,64}@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+)`,
    String
      .raw`(?<id>(?<![\w.-])(?:\d{2}-\d{8}-\d|\d{3}\.\d{3}\.\d{3}-\d{2}|\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2}|\d{1,2}\.\d{3}\.\d{3}(?:-[\dkK])?|\d{7,8}-[\dkK]|\d{3}-\d{2}-\d{4}|\d{8}[A-HJ-NP-TV-Z]|[XYZ]\d{7}[A-Z]|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d)(?![\w-]))`,
    String.raw`(?<digits>(?<![\w.-])(?:\+|\(\+?(?=\d{1,4}\)))?\d(?:[\d ().\/-]{5,22})\d(?![\w-]))`,
    String.raw`(?<opaque>(?<![\w-])[A-Za-z\d_-]{22,}(?![\w-]))`,
  ].join("|"),
  "gu",
);

/** Texts that came through unchanged: routes and sentences come again and again. */
const clean = new Set<string>();
const MOST_CLEAN = 1_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A text without passwords, tokens, cards, e-mails, phones or national ids. */
export function redactText(text: string): string {
  if (text.length < 4 || clean.has(text) || UUID.test(text)) return text;
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}… [${text.length}]` : text;
  const told = short.replace(TYPES, (found, ...rest) => replacement(found, rest.at(-1)));
  if (told === text && text.length <= 100) {
    if (clean.size >= MOST_CLEAN) clean.clear();
    clean.add(text);
  }
  return told;
}

function replacement(found: string, types: Record<string, string | undefined>): string {
  if (types.keep !== undefined) return found;
  if (types.email !== undefined) return REDACTED.email;
  if (types.id !== undefined) return REDACTED.nationalId;
  if (types.digits !== undefined) return numberWord(found);
  if (types.opaque !== undefined) return looksRandom(found) ? REDACTED.token : found;
  return types.prefixed !== undefined || types.header !== undefined ? REDACTED.token : REDACTED.secret;
}

function numberWord(found: string): string {
  const digits = found.replace(/\D/g, "");
  if (digits.length >= 13 && digits.length <= 19 && isCardLike(digits)) return REDACTED.card;
  const written = /^[+(]|[ ().\/-]/.test(found);
  return digits.length >= (written ? 8 : 10) && digits.length <= 15 ? REDACTED.phone : found;
}

/** The check digit of Luhn. */
function isCardLike(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const value = Number(digits[digits.length - 1 - at]) * (at % 2 + 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** Keys are mixed without a pattern, names of functions are not. */
function looksRandom(text: string): boolean {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const [upper, lower, digits] = [count(/[A-Z]/g), count(/[a-z]/g), count(/\d/g)];
  if (lower === 0) return /^[A-Z2-7]{26,}$/.test(text) && digits > 0;
  return upper >= 2 && lower >= 2 && (digits >= 2 || upper >= text.length / 4);
}

/** The same for whatever a line carries, by the names of its fields too. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEEPEST) return "[deep]";
  if (Array.isArray(value)) return value.slice(0, MOST_ENTRIES).map((one) => redact(one, depth + 1));
  if (value instanceof Error) return redactText(`${value.name}: ${value.message}`);
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) return "[data]";
  const told: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) told[redactText(name)] = field(name, one, depth);
  return told;
}

function field(name: string, value: unknown, depth: number): unknown {
  if (value === null || value === undefined || typeof value === "boolean") return value;
  if (SECRET_FIELD.test(name)) return REDACTED.secret;
  if (PERSONAL_FIELD.test(name)) return REDACTED.personal;
  return redact(value, depth + 1);
}
