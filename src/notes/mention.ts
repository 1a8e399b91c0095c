interface Person {
  id: string;
  name: string;
  email: string;
}

/**
 * The people whom a text names with an @: by their whole name, their first name, or what stands before the @ of their e-mail,
 * whatever the capitals and accents. A first name that several have means all of them; an e-mail address names nobody.
 */
export function mentionedIn<P extends Person>(text: string, people: readonly P[]): P[] {
  const plain = unaccented(text);
  const found = new Set<P>();
  for (const { index } of plain.matchAll(/(?<![\p{L}\p{N}._-])@/gu)) {
    const rest = plain.slice(index + 1);
    const named = people.map((person) => ({ person, length: longestHandle(rest, person) }));
    const longest = Math.max(0, ...named.map((one) => one.length));
    if (longest === 0) continue;
    for (const { person, length } of named) if (length === longest) found.add(person);
  }
  return people.filter((person) => found.has(person));
}

/** How many letters of the text are a name of the person, 0 when it begins with none. */
function longestHandle(text: string, { name, email }: Person): number {
  const whole = unaccented(name).trim();
  const handles = [whole, whole.split(/\s+/)[0] ?? "", unaccented(email).split("@")[0] ?? ""];
  const fitting = handles.filter((handle) =>
    handle !== "" && text.startsWith(handle) && !/^[\p{L}\p{N}]/u.test(text.slice(handle.length))
  );
  return Math.max(0, ...fitting.map((handle) => handle.length));
}

function unaccented(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
