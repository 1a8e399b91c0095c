import type { Child } from "hono/jsx";
import type { Viewer } from "../viewer.ts";

/** A component of `views/components/` in the states that it has. */
export interface Story {
  of: string;
  states: (viewer: Viewer) => Child[];
}

/** Words of the examples in the language of who looks. */
export function say(viewer: Pick<Viewer, "locale">, es: string, en: string): string {
  return viewer.locale === "es" ? es : en;
}
