import { typedText } from "../../src/lib/form.ts";
import type { IntakeForm } from "../../src/intakes/form_queries.ts";
import type { Terms } from "../../src/intakes/terms.ts";
import type { Plan } from "../../src/mail/plan.ts";
import { Checkbox } from "../components/choices.tsx";
import { Icon } from "../components/icon.tsx";
import { TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { SignaturePad } from "../components/signature.tsx";
import { Notice } from "../components/status.tsx";
import { errorOf } from "../errors/fields.ts";
import { tellingWords } from "../mail/telling.tsx";
import { tellingText } from "../mail/telling_text.ts";
import type { Viewer } from "../viewer.ts";
import { intakeText } from "./text.ts";

/** The terms, and who accepts them. */
export function NextPart({ viewer, form }: { viewer: Viewer; form: IntakeForm }) {
  const t = intakeText[viewer.locale].next;
  const { typed, errors, terms } = form;
  return (
    <Panel heading={t.heading} headingId="intake-next" icon="clipboard-list">
      {terms.length === 0 && (
        <Notice tone="problem">
          <p>{t.noTerms}</p>
        </Notice>
      )}
      {terms.map((one, at) => <TermsText viewer={viewer} terms={one} open={at === 0} />)}
      <Checkbox
        viewer={viewer}
        name="terms_accepted"
        label={t.accept}
        required
        checked={typedText(typed, "terms_accepted") !== ""}
        error={errorOf(viewer, errors, "terms_accepted")}
      />
      <SignaturePad
        viewer={viewer}
        name="signature"
        typedName="signature_name"
        label={t.signature}
        value={typedText(typed, "signature")}
        typedValue={typedText(typed, "signature_name")}
        required={form.signatureRequired}
        error={errorOf(viewer, errors, "signature")}
      />
      {!form.signatureRequired && (
        <TextInput
          viewer={viewer}
          name="unsigned_reason"
          label={t.unsigned}
          value={typedText(typed, "unsigned_reason")}
          error={errorOf(viewer, errors, "unsigned_reason")}
          maxlength={200}
        />
      )}
      <Checkbox
        viewer={viewer}
        name="photos_public"
        label={t.photosPublic}
        checked={typedText(typed, "form_key") === "" || typedText(typed, "photos_public") !== ""}
      />
    </Panel>
  );
}

function TermsText({ viewer, terms, open }: { viewer: Viewer; terms: Terms; open: boolean }) {
  const t = intakeText[viewer.locale];
  return (
    <details class="terms" open={open}>
      <summary>
        <Icon name="chevron-down" size={16} />
        <span>
          {t.next.terms} · {t.client.languages[terms.locale]} · {t.next.termsVersion(terms.version)}
        </span>
      </summary>
      <div class="terms-text" lang={terms.locale} tabindex={0}>
        {terms.text.split("\n").map((paragraph) => paragraph && <p>{paragraph}</p>)}
      </div>
      <input type="hidden" name={`terms.${terms.locale}`} value={terms.id} />
    </details>
  );
}

/** What will be printed and who will be told; `static/js/intake.js` keeps it true with the sentences in the data attributes. */
export function IntakeSummary({ viewer, form }: { viewer: Viewer; form: IntakeForm }) {
  const t = intakeText[viewer.locale].next;
  const count = form.devices.length;
  const numbers = announcedNumbers(form);
  return (
    <section class="intake-summary" aria-label={t.summary}>
      <ul>
        <li>
          <Icon name="clipboard-list" />
          {numbers === ""
            ? <span data-count-one={t.orders(1)} data-count-many={t.orders(0)}>{t.orders(count)}</span>
            : <span>{intakeText[viewer.locale].announced.comesIn(numbers)}</span>}
        </li>
        <li>
          <Icon name={form.hasPrinter ? "printer" : "printer-x"} />
          {form.hasPrinter
            ? <span data-count-one={t.labels(1)} data-count-many={t.labels(0)}>{t.labels(count)}</span>
            : <span>{t.labelsWait}</span>}
        </li>
        <li>
          <Icon name="receipt" />
          <span>{t.receipt}</span>
        </li>
        <li>
          <Icon name="bell-ring" />
          <IntakeTold viewer={viewer} told={form.told} />
        </li>
      </ul>
      <Checkbox
        viewer={viewer}
        name="silent"
        label={tellingText[viewer.locale].quiet}
        checked={typedText(form.typed, "silent") !== ""}
      />
      <p class="draft-state" role="status"></p>
    </section>
  );
}

/** Of the draft orders that the form receives, "" for none. */
export function announcedNumbers({ devices }: IntakeForm): string {
  return devices.flatMap(({ announced }) => announced?.number ?? []).join(", ");
}

/** Who hears that the devices came in, as what was typed says: comes with each check of the form. */
export function IntakeTold({ viewer: { locale }, told }: { viewer: Viewer; told: Plan | null }) {
  const { unchosen, newClient } = intakeText[locale].next;
  const plan = told && (told.by === "nobody" ? told : { ...told, client: told.client || newClient });
  return (
    <span id="intake-told" data-check-part="" aria-live="polite">
      {plan ? tellingWords(locale, plan) : unchosen}
    </span>
  );
}
