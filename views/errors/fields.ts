import type { FieldErrors } from "../../src/lib/app_error.ts";
import type { ListedError } from "../components/field.tsx";
import type { Viewer } from "../viewer.ts";
import { fieldSentence } from "./text.ts";

/** The sentence beside a field, undefined when nothing is wrong with it. */
export function errorOf(viewer: Viewer, errors: FieldErrors, path: string): string | undefined {
  const error = errors[path];
  return error && fieldSentence(error, viewer.locale);
}

/** Every error of a form for its summary. */
export function listedErrors(viewer: Viewer, errors: FieldErrors): ListedError[] {
  return Object.entries(errors).map(([field, error]) => ({
    field,
    message: fieldSentence(error, viewer.locale),
  }));
}
