import type { Weakness } from "../../src/auth/strength.ts";
import type { Locale } from "../../src/lib/locale.ts";

/** Why a new password is guessed too soon, and what to do about it. */
export const WEAK: Record<Locale, Record<Weakness, string>> = {
  es: {
    repeats:
      "Repite lo mismo y se adivina pronto. Use cuatro palabras distintas que no tengan que ver entre sí.",
    keys: "Son teclas vecinas y se adivinan pronto. Use cuatro palabras que no tengan que ver entre sí.",
    run: "Es una serie conocida, como «abc» o «123». Agregue dos o tres palabras poco comunes.",
    date:
      "Las fechas y los años se adivinan pronto. Agregue dos o tres palabras que no tengan que ver con usted.",
    common: "Se parece a contraseñas muy usadas. Agregue dos o tres palabras poco comunes.",
    names: "Los nombres y apellidos se adivinan pronto. Agregue dos o tres palabras que no sean nombres.",
    personal: "Lleva su nombre, su correo o el del negocio. Elija palabras que no tengan que ver con usted.",
    short: "Se adivina pronto. Agregue dos o tres palabras poco comunes.",
  },
  en: {
    repeats:
      "It repeats itself and is soon guessed. Use four different words that have nothing to do with each other.",
    keys:
      "These keys are neighbours and soon guessed. Use four words that have nothing to do with each other.",
    run: "It is a known series, such as “abc” or “123”. Add two or three uncommon words.",
    date: "Dates and years are soon guessed. Add two or three words that have nothing to do with you.",
    common: "It is like passwords that many use. Add two or three uncommon words.",
    names: "Names are soon guessed. Add two or three words that are no names.",
    personal: "It has your name, your e-mail or the shop's. Choose words that have nothing to do with you.",
    short: "It is soon guessed. Add two or three uncommon words.",
  },
};
