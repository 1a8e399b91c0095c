import type { FieldErrors } from "../../src/lib/app_error.ts";
import { TextArea } from "../components/inputs.tsx";
import { errorOf } from "../errors/fields.ts";
import type { Viewer } from "../viewer.ts";
import { warrantyText } from "./text.ts";

interface ClaimReasonProps {
  viewer: Viewer;
  value: string;
  errors: FieldErrors;
  required?: boolean;
}

/** Why an offer for a warranty claim costs something. */
export function ClaimReason({ viewer, value, errors, required }: ClaimReasonProps) {
  const text = warrantyText[viewer.locale];
  return (
    <TextArea
      viewer={viewer}
      name="claim_reason"
      label={text.chargeReason}
      hint={text.chargeReasonHint}
      value={value}
      rows={2}
      maxlength={500}
      required={required}
      error={errorOf(viewer, errors, "claim_reason")}
    />
  );
}
