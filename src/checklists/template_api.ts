import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import type { Ctx } from "../context.ts";
import { DEVICE_CATEGORIES } from "../devices/device.ts";
import { notFound } from "../lib/app_error.ts";
import { requiredLine } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { CHECK_LENGTH, CHECKLIST_PHASES, MOST_CHECKS } from "./checklist.ts";
import { checkTemplates } from "./queries.ts";
import { saveTemplate } from "./template_commands.ts";

const tag = "checklists";
const params = z.object({ category: z.enum(DEVICE_CATEGORIES), phase: z.enum(CHECKLIST_PHASES) });
type Key = z.output<typeof params>;

const Checklist = params.extend({ points: z.array(z.string()), version: z.int() }).meta({
  id: "ChecklistTemplate",
  description: "What is checked of a kind of device as it comes in, or before it goes out",
});

const ChecklistIn = z.object({
  points: z.array(requiredLine(CHECK_LENGTH)).max(MOST_CHECKS, { error: "too_many_checks" }).default([])
    .transform((points) => [...new Set(points)]),
});

/** The lists by which devices are checked. */
export const checklistOperations: readonly Operation[] = [
  operation({
    id: "getChecklist",
    method: "get",
    path: paths.apiChecklist("{category}", "{phase}"),
    tag,
    scope: "settings:read",
    summary: "Read what is checked",
    params,
    answer: { text: "The list", schema: Checklist },
    handle: (ctx, { params: key }) => told(ctx, key),
  }),
  operation({
    id: "updateChecklist",
    method: "patch",
    path: paths.apiChecklist("{category}", "{phase}"),
    tag,
    scope: "settings:write",
    summary: "Say what is checked from now on",
    description: "Checks that have begun keep their points.",
    params,
    body: ChecklistIn,
    example: { points: ["Enciende", "Carga", "Cámara trasera"] },
    answer: { text: "The list as it is now", schema: Checklist },
    merge: {
      stale: "checklist_changed",
      async onto(ctx, key) {
        const { items: points, version } = await listOf(ctx, key);
        return { value: { points }, version };
      },
    },
    async handle(ctx, { params: key, body: { points: items }, version }) {
      await saveTemplate(ctx, key, { items, version });
      return await told(ctx, key);
    },
  }),
];

async function told(ctx: Ctx, key: Key) {
  const { items: points, version } = await listOf(ctx, key);
  return { body: { ...key, points, version }, version };
}

async function listOf(ctx: Ctx, { category, phase }: Key) {
  const found = (await checkTemplates(ctx)).find((one) => one.category === category && one.phase === phase);
  if (!found) throw notFound();
  return found;
}
