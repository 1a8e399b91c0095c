import { raw } from "hono/html";
import { type IconName, ICONS } from "./icons.ts";

export type { IconName } from "./icons.ts";

type Drawing = ReturnType<typeof raw>;
const drawn = new Map<string, Drawing>();

/** A drawing beside words, hidden from screen readers: what it means must also stand there in words. `size` in px. */
export function Icon({ name, size = 20 }: { name: IconName; size?: 16 | 20 | 24 | 32 | 48 }): Drawing {
  const key = `${name} ${size}`;
  const known = drawn.get(key);
  if (known) return known;
  const made = raw(
    `<svg class="icon" width="${size}" height="${size}" viewBox="0 0 24 24" aria-hidden="true">${
      ICONS[name]
    }</svg>`,
  );
  drawn.set(key, made);
  return made;
}
