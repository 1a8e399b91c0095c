import type { FormDraftOrder } from "../../src/intakes/announced_queries.ts";
import { paths } from "../../src/paths.ts";
import { fieldId, FieldNotes } from "../components/field.tsx";
import { Icon } from "../components/icon.tsx";
import { Code } from "../components/status.tsx";
import { DateTimeText } from "../components/time.tsx";
import { fieldSentence } from "../errors/text.ts";
import { preintakeText } from "../preintakes/text.ts";
import type { Viewer } from "../viewer.ts";
import { intakeText } from "./text.ts";

interface AnnouncedPartProps {
  viewer: Viewer;
  index: number | "__index__";
  announced: FormDraftOrder;
  error?: string;
}

/** The draft order that the device comes into: who noted it down, and why it cannot be received any more. */
export function AnnouncedPart({ viewer, index, announced, error }: AnnouncedPartProps) {
  const t = intakeText[viewer.locale].announced;
  const { number, version, by, byClient, at, photos, secrets, refusal } = announced;
  const name = `devices.${index}.order`;
  const sentence = error ?? (refusal && fieldSentence(refusal, viewer.locale));
  return (
    <div class={`notice tone-${sentence ? "problem" : "new"}`}>
      <div class="stack tight">
        <input type="hidden" name={name} value={number} />
        <input type="hidden" name={`${name}_version`} value={String(version)} />
        <p class="notice-title" id={fieldId({ name })} tabindex={-1}>{t.heading(number)}</p>
        <p>
          {byClient ? preintakeText[viewer.locale].atCounter : t.noted(by)} ·{" "}
          <DateTimeText viewer={viewer} at={at} />
        </p>
        {photos > 0 && <p>{t.photos(photos)}</p>}
        {secrets > 0 && <p>{t.secret}</p>}
        <p>
          <a class="seen-apart" href={paths.order(number)} target="_blank" rel="noopener">
            {t.see} <Code>{number}</Code> <Icon name="external-link" size={16} />
          </a>
        </p>
        <FieldNotes id={fieldId({ name })} error={sentence ?? undefined} />
      </div>
    </div>
  );
}
