import type { FieldErrors } from "../../src/lib/app_error.ts";
import { TextInput } from "../components/inputs.tsx";
import { errorOf } from "../errors/fields.ts";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

/** A password that is chosen, and typed again. */
export function NewPassword({ viewer, errors }: { viewer: Viewer; errors: FieldErrors }) {
  const t = text[viewer.locale];
  const field = (name: "password" | "repeat") => ({
    ...{ viewer, name, type: "password", autocomplete: "new-password", required: true } as const,
    error: errorOf(viewer, errors, name),
  });
  return (
    <>
      <TextInput {...field("password")} label={t.next} hint={t.nextHint} />
      <TextInput {...field("repeat")} label={t.repeat} />
    </>
  );
}
