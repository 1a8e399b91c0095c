import { z } from "zod";
import { Id, Instant, instant, instantOrNull } from "../api/shapes.ts";
import { type Alert as Row, ALERT_KINDS, ALERT_SUBJECTS } from "./alert.ts";

export const Alert = z.object({
  id: Id,
  kind: z.enum(ALERT_KINDS),
  branch_id: Id,
  subject: z.object({
    kind: z.enum(ALERT_SUBJECTS),
    id: z.string(),
    name: z.string().meta({ description: "As it was called when the alert began" }),
  }),
  reason: z.string().nullable().meta({
    description: "What went wrong, as the program or the device says it",
    examples: ["paper_out"],
  }),
  since: Instant.nullable().meta({ description: "When it went wrong; the alert begins later" }),
  opened_at: Instant,
  closed_at: Instant.nullable().meta({ description: "When it was over" }),
  right_since: Instant.nullable().meta({ description: "Since when an open one looks right again" }),
  taken_on: z.object({ by: z.string(), at: Instant }).nullable().meta({
    description: "By whom: nobody is reminded of it any more",
  }),
}).meta({ id: "Alert", description: "What somebody has to be told of, until it is over" });

export function alertTold(alert: Row): z.input<typeof Alert> {
  const { id, kind, branchId, subject, facts, acknowledgedAt } = alert;
  return {
    id,
    kind,
    branch_id: branchId,
    subject,
    reason: facts.reason ?? null,
    since: instantOrNull(facts.since ?? null),
    opened_at: instant(alert.openedAt),
    closed_at: instantOrNull(alert.closedAt),
    right_since: instantOrNull(alert.rightSince),
    taken_on: acknowledgedAt === null ? null : { by: alert.acknowledgedBy, at: instant(acknowledgedAt) },
  };
}
