/** Attributes that a component hands on to its element as they are. */
export interface Attributes {
  id?: string;
  class?: string;
  title?: string;
  hidden?: boolean;
  autofocus?: boolean;
  [hx: `hx-${string}`]: string | undefined;
  [data: `data-${string}`]: string | number | boolean | undefined;
  [aria: `aria-${string}`]: string | number | boolean | undefined;
}

/** Joins class names, leaving out what is false. */
export function classes(...names: (string | false | null | undefined)[]): string {
  let joined = "";
  for (const name of names) if (name) joined += joined ? ` ${name}` : name;
  return joined;
}
