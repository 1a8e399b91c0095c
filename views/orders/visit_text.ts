import type { Locale } from "../../src/lib/locale.ts";

const es = {
  handBack: {
    heading: "Accesorios",
    hint: "Marque cada uno al devolverlo. Si algo no se devuelve, escriba por qué.",
    note: (what: string) => `Por qué no se devuelve, o cómo vuelve: ${what}`,
    notePlaceholder: "Por qué no se devuelve, o cómo vuelve",
  },
  events: {
    returned: (what: string) => `Accesorios devueltos: ${what}`,
    notReturned: (what: string) => `Accesorios no devueltos: ${what}`,
  },
};

const en: typeof es = {
  handBack: {
    heading: "Accessories",
    hint: "Tick each one as you hand it back. Write why if something is not handed back.",
    note: (what) => `Why it is not handed back, or how it is: ${what}`,
    notePlaceholder: "Why it is not handed back, or how it is",
  },
  events: {
    returned: (what) => `Accessories handed back: ${what}`,
    notReturned: (what) => `Accessories not handed back: ${what}`,
  },
};

export const visitText: Record<Locale, typeof es> = { es, en };
