import { CONSENT_ANSWERS, CONSENT_CHANNELS } from "../../src/clients/consent.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import type { Typed } from "../../src/lib/form.ts";
import { Select } from "../components/inputs.tsx";
import { fieldsOf } from "../errors/fields.ts";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

interface ConsentFieldsProps {
  viewer: Viewer;
  typed: Typed;
  errors: FieldErrors;
  /** Of their names: `client.`. */
  prefix?: string;
}

/** What a client answered about each channel. */
export function ConsentFields({ viewer, typed, errors, prefix = "" }: ConsentFieldsProps) {
  const t = text[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <>
      {CONSENT_CHANNELS.map((channel) => (
        <Select
          {...field(`${prefix}consents.${channel}`)}
          label={t.consentTo[channel]}
          options={CONSENT_ANSWERS.map((value) => ({ value, label: t.answers[value] }))}
        />
      ))}
    </>
  );
}
