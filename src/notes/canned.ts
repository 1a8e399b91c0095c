interface AnswerFacts {
  client: string;
  device: string;
  order: string;
}

/** What stands in a canned answer for something of the order, in either language. */
const PLACES: Record<string, keyof AnswerFacts> = {
  cliente: "client",
  client: "client",
  equipo: "device",
  device: "device",
  orden: "order",
  order: "order",
};

/** `Hola {cliente}` → `Hola Marta`; braces around anything else stay as they are. */
export function filledAnswer(text: string, facts: AnswerFacts): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const place = Object.hasOwn(PLACES, name) ? PLACES[name] : undefined;
    return place ? facts[place] : whole;
  });
}
