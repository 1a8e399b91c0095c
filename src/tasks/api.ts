import { z } from "zod";
import { cursorId, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Flag, PAGE } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { paths } from "../paths.ts";
import { planTask, runTask } from "./commands.ts";
import { Kind, runTold, Task, TaskPlanIn, TaskRun, taskTold } from "./json.ts";
import { listTasks, readTask, runPage } from "./queries.ts";

const tag = "tasks";
const params = z.object({ task: Kind });

/** What is done by the clock: when, what came of it, and now. */
export const taskOperations: readonly Operation[] = [
  operation({
    id: "listTasks",
    method: "get",
    path: paths.apiTasks(),
    tag,
    scope: "tasks:read",
    summary: "List what is done by the clock",
    answer: { text: "All of them, each with its next turn in each place", schema: z.array(Task) },
    async handle(ctx) {
      return { body: (await listTasks(ctx)).map(taskTold) };
    },
  }),
  operation({
    id: "getTask",
    method: "get",
    path: paths.apiTask("{task}"),
    tag,
    scope: "tasks:read",
    summary: "Read a task",
    params,
    answer: { text: "The task, with its next five turns in each place", schema: Task },
    handle: (ctx, { params: { task } }) => told(ctx, task),
  }),
  operation({
    id: "updateTask",
    method: "patch",
    path: paths.apiTask("{task}"),
    tag,
    scope: "tasks:write",
    summary: "Give a task other times, or switch it off or on",
    description: "What its new times would have named before now is not made up for.",
    params,
    body: TaskPlanIn,
    example: { enabled: false },
    answer: { text: "The task as it is now", schema: Task },
    merge: {
      stale: "task_changed",
      async onto(ctx, { task }) {
        const { pattern, enabled, version } = await readTask(ctx, task);
        return { value: { pattern, enabled }, version };
      },
    },
    async handle(ctx, { params: { task }, body, version }) {
      await planTask(ctx, task, { ...body, version });
      return await told(ctx, task);
    },
  }),
  operation({
    id: "runTask",
    method: "post",
    path: paths.apiTaskRuns("{task}"),
    tag,
    scope: "tasks:write",
    summary: "Do a task now",
    params,
    statuses: [202],
    answer: {
      text: "`busy` where all of its runs are under way already",
      schema: z.object({ outcome: z.enum(["queued", "busy"]) }),
    },
    async handle(ctx, { params: { task }, key }) {
      return { body: { outcome: await runTask(ctx, task, { form_key: key }) } };
    },
  }),
  operation({
    id: "listTaskRuns",
    method: "get",
    path: paths.apiTaskRuns("{task}"),
    tag,
    scope: "tasks:read",
    summary: "List what came of a task",
    params,
    query: z.object({
      ...PAGE,
      failed: Flag.optional().meta({ description: "`true` for those alone that failed, whole or in part" }),
    }),
    answer: { text: "One page of runs, latest first", schema: z.array(TaskRun) },
    async handle(ctx, { params: { task }, query: { failed = false, cursor, limit } }) {
      const { runs, before } = await runPage(
        ctx,
        { task, failed, before: cursorId("latest", cursor) },
        limit,
      );
      return { body: runs.map(runTold), next: before === null ? null : cursorText("latest", [before]) };
    },
  }),
];

async function told(ctx: Ctx, kind: string) {
  const task = await readTask(ctx, kind);
  return { body: taskTold(task), version: task.version };
}
