import type { FieldErrors } from "../../src/lib/app_error.ts";
import { localDateTime } from "../../src/lib/dates.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import type { FormSlip } from "../../src/intakes/slip_queries.ts";
import { paths } from "../../src/paths.ts";
import { LinkButton } from "../components/button.tsx";
import { Checkbox } from "../components/choices.tsx";
import { DateInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { Code } from "../components/status.tsx";
import { DateTimeText } from "../components/time.tsx";
import { errorOf } from "../errors/fields.ts";
import { fieldSentence } from "../errors/text.ts";
import type { Viewer } from "../viewer.ts";
import { intakeText } from "./text.ts";

interface SlipPartProps {
  viewer: Viewer;
  slip: FormSlip;
  typed: Typed;
  errors: FieldErrors;
}

/** The slip on which the devices were taken in by hand: whose number it is, and when they really came. */
export function SlipPart({ viewer, slip, typed, errors }: SlipPartProps) {
  const t = intakeText[viewer.locale].slip;
  const { number, facts, refusal } = slip;
  return (
    <Panel
      heading={t.heading(number)}
      headingId="intake-slip"
      icon="qr-code"
      actions={facts && viewer.can("slips.manage") && (
        <LinkButton href={paths.slipBatch(facts.batchId)} size="small" variant="quiet">
          {t.seeBatch}
        </LinkButton>
      )}
    >
      <input type="hidden" name="slip" value={number} />
      {refusal
        ? (
          <>
            {facts?.order && (
              <p>
                <a href={paths.order(facts.order)} target="_blank">
                  {t.seeOrder} <Code>{facts.order}</Code>
                </a>
              </p>
            )}
            <Checkbox
              viewer={viewer}
              name="slip_dropped"
              label={t.drop}
              hint={t.dropHint}
              checked={typedText(typed, "slip_dropped") !== ""}
              error={errorOf(viewer, errors, "slip_dropped") ?? fieldSentence(refusal, viewer.locale)}
            />
            <input type="hidden" name="received" value={typedText(typed, "received")} />
          </>
        )
        : (
          <div class="columns">
            <div class="stack tight">
              <p>{t.lead(number)}</p>
              {facts && (
                <p class="muted">
                  {t.reserved(facts.reservedBy)} · <DateTimeText viewer={viewer} at={facts.reservedAt} />
                </p>
              )}
            </div>
            <DateInput
              viewer={viewer}
              time
              name="received"
              label={t.received}
              hint={t.receivedHint}
              value={typedText(typed, "received")}
              error={errorOf(viewer, errors, "received")}
              min={facts ? localDateTime(facts.reservedAt, viewer.timeZone) : undefined}
              max={localDateTime(viewer.now, viewer.timeZone)}
            />
          </div>
        )}
    </Panel>
  );
}
