import { paths } from "../../src/paths.ts";
import type { Slip, SlipBatch } from "../../src/slips/queries.ts";
import { slipQuery } from "../../src/slips/filter.ts";
import type { SlipState } from "../../src/slips/slip.ts";
import type { IconName } from "../components/icon.tsx";
import { Chip, Code, Notice, type Tone } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { slipText } from "./text.ts";

const TONE = { open: "waiting", used: "ready", void: "closed" } as const satisfies Record<SlipState, Tone>;
const ICON = { open: "clock", used: "check", void: "ban" } as const satisfies Record<SlipState, IconName>;

/** Numbers that nobody has accounted for, wherever somebody will see it; nothing when there are none. */
export function OldSlips({ viewer, old, days }: { viewer: Viewer; old: number; days: number }) {
  const t = slipText[viewer.locale];
  if (old === 0) return null;
  return (
    <Notice tone="problem" title={t.old(old, days)}>
      <p>
        {t.oldHelp} <a href={paths.slips(slipQuery({ view: "old", before: null }))}>{t.seeOld}</a>
      </p>
    </Notice>
  );
}

export function SlipChip({ viewer, state }: { viewer: Viewer; state: SlipState }) {
  return <Chip tone={TONE[state]} icon={ICON[state]} label={slipText[viewer.locale].states[state]} small />;
}

/** The order that took the number, or why none ever will. */
export function SlipOutcome({ viewer, slip }: { viewer: Viewer; slip: Slip }) {
  const t = slipText[viewer.locale].slips;
  if (slip.settledAt === null) return null;
  return (
    <>
      {slip.order !== null && (
        <>
          <a href={paths.order(slip.order)}>
            <Code>{slip.order}</Code>
          </a>
          {" · "}
        </>
      )}
      {slip.state === "void" ? t.voidedBy(slip.reason, slip.settledBy) : t.usedBy(slip.settledBy)}{" "}
      <span class="muted">
        <TimeAgo viewer={viewer} at={slip.settledAt} />
      </span>
    </>
  );
}

/** First and last number of a batch, breakable between them. */
export function Numbers({ viewer, of: { first, last } }: { viewer: Viewer; of: SlipBatch }) {
  if (first === last) return <Code>{first}</Code>;
  return (
    <>
      <Code>{first}</Code> {slipText[viewer.locale].batches.to} <Code>{last}</Code>
    </>
  );
}

export function Reserved(
  { viewer, of }: { viewer: Viewer; of: Pick<Slip | SlipBatch, "reservedAt" | "reservedBy"> },
) {
  return (
    <>
      <TimeAgo viewer={viewer} at={of.reservedAt} /> · {of.reservedBy}
    </>
  );
}
