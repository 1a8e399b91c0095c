import type { Locale } from "../../src/lib/locale.ts";
import { displayPhone } from "../../src/lib/phone.ts";
import type { Plan } from "../../src/mail/plan.ts";
import { Checkbox } from "../components/choices.tsx";
import { Icon, type IconName } from "../components/icon.tsx";
import type { Viewer } from "../viewer.ts";
import { tellingText } from "./telling_text.ts";

/** Whom a change tells and by what, in one sentence or two. */
export function tellingWords(locale: Locale, plan: Plan): string {
  const t = tellingText[locale];
  switch (plan.by) {
    case "email":
      return t.email(plan.client, plan.address);
    case "whatsapp":
      return t.whatsapp(plan.client, displayPhone(plan.phone));
    case "nobody":
      return plan.silent ? t.silent : t.nobody;
    case "hand": {
      const then = [plan.address !== null && t.kept(plan.address), plan.waits && t.waits].filter((one) =>
        one !== false
      );
      return [t.hand(plan.client, t.why[plan.reason]), ...then].join(" ");
    }
  }
}

/** The same behind what was done, "" where nobody is told of such. */
export function toldAside(locale: Locale, plan: Plan | null): string {
  return plan ? `. ${tellingWords(locale, plan)}` : "";
}

interface TellingProps {
  viewer: Viewer;
  plan: Plan | null | undefined;
  /** Ticked before. */
  silent?: boolean;
  /** Where more than one form of a page has it. */
  id?: string;
}

/** Says beforehand who hears of a change, with the switch to keep it quiet this once: posts `silent`. */
export function TellingPart({ viewer, plan, silent = false, id }: TellingProps) {
  if (!plan) return null;
  const t = tellingText[viewer.locale];
  return (
    <div class="stack tight telling">
      <TellingLine viewer={viewer} plan={plan} />
      {reaches(plan) && (
        <Checkbox viewer={viewer} name="silent" id={id} label={t.quiet} hint={t.quietHint} checked={silent} />
      )}
    </div>
  );
}

/** Something comes of it that one may want to keep quiet. */
function reaches(plan: Plan): boolean {
  return plan.by === "email" || plan.by === "whatsapp" ||
    (plan.by === "hand" && (plan.waits || plan.address !== null));
}

/** The same on a form that asks whose it is. */
export function WhoeverIsTold({ viewer, silent, id }: Omit<TellingProps, "plan">) {
  const t = tellingText[viewer.locale];
  return (
    <div class="stack tight telling">
      <p class="muted telling-line">
        <Icon name="bell-ring" size={16} />
        <span>{t.whoever}</span>
      </p>
      <Checkbox viewer={viewer} name="silent" id={id} label={t.quiet} hint={t.quietHint} checked={silent} />
    </div>
  );
}

const TELLING_ICON = {
  email: "bell-ring",
  whatsapp: "message-circle",
  hand: "triangle-alert",
  nobody: "bell-off",
} as const satisfies Record<Plan["by"], IconName>;

/** The sentence alone, beside what is asked for in order to tell. */
export function TellingLine({ viewer, plan }: { viewer: Viewer; plan: Plan }) {
  return (
    <p class="muted telling-line">
      <Icon
        name={TELLING_ICON[plan.by]}
        size={16}
      />
      <span>{tellingWords(viewer.locale, plan)}</span>
    </p>
  );
}

interface MovesTellingProps {
  viewer: Viewer;
  /** Each with what it is called. */
  moves: readonly { label: string; plan: Plan | undefined }[];
  id: string;
}

/** Of a menu of changes that are made at once: who hears of each, with one switch for all. */
export function MovesTelling({ viewer, moves, id }: MovesTellingProps) {
  const told = moves.flatMap(({ label, plan }) => plan && plan.by !== "nobody" ? [{ label, plan }] : []);
  if (told.length === 0) return null;
  return (
    <div class="menu-note">
      {told.map(({ label, plan }) => (
        <>
          <strong>{label}</strong>
          <TellingLine viewer={viewer} plan={plan} />
        </>
      ))}
      <Checkbox viewer={viewer} name="silent" id={id} label={tellingText[viewer.locale].quiet} />
    </div>
  );
}
