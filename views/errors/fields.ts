import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import type { ListedError } from "../components/field.tsx";
import type { Viewer } from "../viewer.ts";
import { fieldSentence } from "./text.ts";

/** The sentence beside a field, undefined when nothing is wrong with it. */
export function errorOf(viewer: Viewer, errors: FieldErrors, path: string): string | undefined {
  const error = errors[path];
  return error && fieldSentence(error, viewer.locale);
}

interface Filled {
  viewer: Viewer;
  typed: Typed | undefined;
  errors: FieldErrors;
}

/** What each field of a form is given: its name, what was typed into it and what is wrong with that. */
export function fieldsOf({ viewer, typed, errors }: Filled) {
  return (name: string) => ({
    viewer,
    name,
    value: typedText(typed, name),
    error: errorOf(viewer, errors, name),
  });
}

/** Every error of a form for its summary. */
export function listedErrors(viewer: Viewer, errors: FieldErrors): ListedError[] {
  return Object.entries(errors).map(([field, error]) => ({
    field,
    message: fieldSentence(error, viewer.locale),
  }));
}
