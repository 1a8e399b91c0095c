import { AppError, type FieldErrors } from "./app_error.ts";

/** Runs an act and gives back what is wrong with its form, null when it was done; other refusals go on. */
export async function refusedFields(act: Promise<unknown>): Promise<FieldErrors | null> {
  try {
    await act;
    return null;
  } catch (refusal) {
    if (refusal instanceof AppError && refusal.detail.fields) return refusal.detail.fields;
    throw refusal;
  }
}
