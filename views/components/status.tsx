import type { Child } from "hono/jsx";
import { classes } from "./attributes.ts";
import { Icon, type IconName } from "./icon.tsx";

export const TONES = ["new", "active", "waiting", "ready", "closed", "problem"] as const;
export type Tone = (typeof TONES)[number];

/** State as colour, sign and word. The tone brings its sign (○ ◐ ⏸ ● ✓ ▲); `icon` takes its place. */
export function Chip(
  { tone, label, icon, small }: { tone: Tone; label: string; icon?: IconName; small?: boolean },
) {
  if (icon) {
    return (
      <span class={classes("chip", "with-icon", `tone-${tone}`, small && "small")}>
        <Icon name={icon} size={16} />
        {label}
      </span>
    );
  }
  return <span class={small ? `chip small tone-${tone}` : `chip tone-${tone}`}>{label}</span>;
}

/** Whether a thing of the shop's furniture is in use, in its own two words. */
export function OnChip({ on, words }: { on: boolean; words: { on: string; off: string } }) {
  return on
    ? <Chip small tone="ready" label={words.on} />
    : <Chip small tone="closed" icon="minus" label={words.off} />;
}

/** A count. `label` says of what, for screen readers. */
export function Badge({ count, label, tone }: { count: number; label?: string; tone?: Tone }) {
  return (
    <span class={classes("badge", tone && `tone-${tone}`)}>
      {count > 99 ? "99+" : count}
      {label && <span class="visually-hidden">{label}</span>}
    </span>
  );
}

/** Order numbers, serials, codes. */
export function Code({ children, tag }: { children?: Child; tag?: boolean }) {
  return <code class={tag ? "code tag" : "code"}>{children}</code>;
}

/** A sentence that stays on the page: what to know before going on. */
export function Notice({ tone, title, children }: { tone: Tone; title?: string; children?: Child }) {
  return (
    <div class={`notice tone-${tone}`}>
      <div>
        {title && <p class="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
