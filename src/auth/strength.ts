import type { ZxcvbnFactory } from "@zxcvbn-ts/core";

/** What makes a password easy to guess; each has a sentence of advice in `views/errors/text.ts`. */
export type Weakness = "repeats" | "keys" | "run" | "date" | "common" | "names" | "personal" | "short";

/** Guesses that a password has to withstand: 10^8, which takes years against our own door and days against a stolen hash. */
const ENOUGH = 8;
/** What is behind it only makes it stronger, and takes long to look at. */
const LOOKED_AT = 40;
/** Of each list the commonest: all of them would take 80 MB. */
const WORDS = 8_000;
const PASSWORDS = 20_000;

/** zxcvbn's own words for what it found, by ours. */
const MEANING: Record<string, Weakness> = {
  straightRow: "keys",
  keyPattern: "keys",
  simpleRepeat: "repeats",
  extendedRepeat: "repeats",
  sequences: "run",
  recentYears: "date",
  dates: "date",
  topTen: "common",
  topHundred: "common",
  common: "common",
  similarToCommon: "common",
  wordByItself: "common",
  namesByThemselves: "names",
  commonNames: "names",
  userInputs: "personal",
};

let estimator: Promise<ZxcvbnFactory> | undefined;

/** Why a password is guessed too soon, null when it is not. `about` is what an attacker knows: names, address, shop. */
export async function weaknessOf(password: string, about: readonly string[]): Promise<Weakness | null> {
  estimator ??= load();
  const words = about.flatMap((text) => [text, ...text.split(/[\s@.]+/)]).filter((word) => word.length > 2);
  const { guessesLog10, feedback } = (await estimator).check(password.slice(0, LOOKED_AT), words);
  return guessesLog10 >= ENOUGH ? null : MEANING[feedback.warning ?? ""] ?? "short";
}

async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, keys, passwords, english, spanish, names] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common/keys"),
    import("@zxcvbn-ts/language-common/passwords"),
    import("@zxcvbn-ts/language-en/words"),
    import("@zxcvbn-ts/language-es-es/words"),
    import("@zxcvbn-ts/language-es-es/names"),
  ]);
  const { qwerty, keypad } = keys.default;
  return new ZxcvbnFactory({
    maxLength: LOOKED_AT,
    graphs: { qwerty, keypad },
    dictionary: {
      passwords: commonest(passwords.default, PASSWORDS),
      english: commonest(english.default, WORDS),
      spanish: commonest(spanish.default, WORDS),
      names: names.default,
    },
  });
}

/** Cut where it lies: the module would keep the rest for ever. */
function commonest(words: string[], count: number): string[] {
  words.length = Math.min(words.length, count);
  return words;
}
