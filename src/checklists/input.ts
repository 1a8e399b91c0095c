import { z } from "zod";
import { line, paragraph, tick, version } from "../lib/form.ts";
import { CHECK_LENGTH, CHECK_RESULTS, MOST_CHECKS } from "./checklist.ts";

/** A template as an administrator writes it: a point to a line, blank lines and repeated ones passed over. */
export const templateInput = z.object({
  items: paragraph(MOST_CHECKS * (CHECK_LENGTH + 1)).transform(pointsOf).superRefine((points, issues) => {
    if (points.length > MOST_CHECKS) {
      issues.addIssue({ code: "custom", message: "too_many_checks", params: { limit: MOST_CHECKS } });
    }
    const long = points.find((point) => point.length > CHECK_LENGTH);
    if (long) {
      issues.addIssue({
        code: "custom",
        message: "check_too_long",
        params: { limit: CHECK_LENGTH, text: long.slice(0, 30) },
      });
    }
  }),
  version,
});
export type TemplateInput = z.output<typeof templateInput>;

const itemInput = z.object({
  id: z.uuid({ error: "invalid" }),
  result: z.enum(CHECK_RESULTS, { error: "invalid" }).optional(),
  note: line(200).default(""),
  photos: z.array(z.uuid({ error: "invalid" })).max(6, { error: "too_many_photos" }).default([]),
});

/** Answers to a run, in the order of its points; what is left open may be answered later. */
export const answersInput = z.object({
  run: z.uuid({ error: "invalid" }),
  version,
  items: z.array(itemInput).max(MOST_CHECKS, { error: "invalid" }).default([]),
  /** Everything that is still open is fine. */
  rest_ok: tick,
}).superRefine(({ items }, issues) => {
  for (const [index, { result, note }] of items.entries()) {
    if (result !== "untestable" || note !== "") continue;
    issues.addIssue({ code: "custom", message: "untestable_note", path: ["items", index, "note"] });
  }
});
export type Answers = z.output<typeof answersInput>;

function pointsOf(text: string): string[] {
  const points = text.split("\n").map((point) => point.replace(/\s+/g, " ").trim());
  return [...new Set(points.filter((point) => point !== ""))];
}
