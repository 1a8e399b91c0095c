import type { FieldErrors } from "../../src/lib/app_error.ts";
import { fieldId, FieldNotes } from "../components/field.tsx";
import { fieldSentence } from "../errors/text.ts";
import type { Viewer } from "../viewer.ts";

/**
 * What is wrong so far, a note per field: `static/js/checks.js` puts them beside the fields that have been left. Part of what
 * `POST /ingresos/validacion` answers.
 */
export function FieldErrorNotes({ viewer, errors }: { viewer: Viewer; errors: FieldErrors }) {
  return (
    <>
      {Object.entries(errors).map(([name, error]) => (
        <FieldNotes id={fieldId({ name })} error={fieldSentence(error, viewer.locale)} />
      ))}
    </>
  );
}
