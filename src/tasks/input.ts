import { z } from "zod";
import { requiredLine, tick, version } from "../lib/form.ts";

/** Spaces between the fields of an expression are one each. */
export const TaskPlan = z.object({ pattern: requiredLine(80), enabled: tick, version });
export type TaskPlan = z.output<typeof TaskPlan>;

export const RunForm = z.object({ form_key: z.uuid({ error: "invalid" }) });

export const RunQuery = z.object({
  ver: z.enum(["todas", "fallidas"]).catch("todas").default("todas"),
  antes: z.uuid().nullable().catch(null).default(null),
});

export const DeadQuery = z.object({ antes: z.uuid().nullable().catch(null).default(null) });
