import { type Context, Hono } from "hono";
import { DeadJobsPage } from "../../views/tasks/dead_jobs.tsx";
import { TasksPage } from "../../views/tasks/list.tsx";
import { TaskPage, typedPlan } from "../../views/tasks/page.tsx";
import { taskText } from "../../views/tasks/text.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { discardJob, retryJob } from "../jobs/dead_commands.ts";
import { countDeadJobs, deadJobs } from "../jobs/dead_queries.ts";
import { AppError, type FieldErrors, invalid } from "../lib/app_error.ts";
import { check, nest, type Typed, typedText } from "../lib/form.ts";
import { refusedFields } from "../lib/refused.ts";
import { paths } from "../paths.ts";
import { planTask, runTask } from "./commands.ts";
import { cronFault, nextOccurrences } from "./cron.ts";
import { cronWords } from "./cron_words.ts";
import { DeadQuery, RunForm, RunQuery, TaskPlan } from "./input.ts";
import { listTasks, readTask, runPage, type TaskView } from "./queries.ts";

/** Below `/admin/tareas`. */
export const taskRoutes = new Hono<Env>()
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const [tasks, dead] = await Promise.all([listTasks(ctx), countDeadJobs(ctx)]);
    return c.html(<TasksPage viewer={viewer} tasks={tasks} dead={dead} branches={ctx.shop.branches} />);
  })
  .get("/pendientes", async (c) => {
    const { ctx, viewer } = c.var;
    const { antes } = DeadQuery.parse(c.req.query());
    return c.html(<DeadJobsPage viewer={viewer} page={await deadJobs(ctx, antes)} />);
  })
  .post("/pendientes/:id/reintento", async (c) => {
    await retryJob(c.var.ctx, c.req.param("id"));
    return answer(c, { to: paths.deadJobs(), toast: taskText[c.var.viewer.locale].retried });
  })
  .post("/pendientes/:id/descarte", async (c) => {
    await discardJob(c.var.ctx, c.req.param("id"));
    return answer(c, { to: paths.deadJobs(), toast: taskText[c.var.viewer.locale].discarded });
  })
  .get("/:task", async (c) => {
    return await page(c, await readTask(c.var.ctx, c.req.param("task")));
  })
  .post("/:task/horario", async (c) => {
    const { ctx, viewer } = c.var;
    const kind = c.req.param("task");
    const form = check(TaskPlan, nest(await c.req.formData()));
    const { typed } = form;
    if (typed.act === "preview") return await preview(c, await readTask(ctx, kind), typed);
    try {
      const errors = form.ok ? await refusedFields(planTask(ctx, kind, form.data)) : form.errors;
      if (errors) return await page(c, await readTask(ctx, kind), { typed, errors }, 422);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "task_changed") throw refusal;
      const task = await readTask(ctx, kind);
      const kept = { ...typed, version: String(task.version) };
      return await page(c, task, { typed: kept, errors: {}, conflict: true }, 409);
    }
    return answer(c, { to: paths.task(kind), toast: taskText[viewer.locale].saved });
  })
  .post("/:task/horario-habitual", async (c) => {
    const { ctx, viewer } = c.var;
    const kind = c.req.param("task");
    const form = check(TaskPlan.pick({ version: true }), nest(await c.req.formData()));
    if (!form.ok) throw invalid(form.errors);
    const { usualPattern } = await readTask(ctx, kind);
    await planTask(ctx, kind, { pattern: usualPattern, enabled: true, version: form.data.version });
    return answer(c, { to: paths.task(kind), toast: taskText[viewer.locale].restored });
  })
  .post("/:task/ejecucion", async (c) => {
    const { ctx, viewer } = c.var;
    const kind = c.req.param("task");
    const form = check(RunForm, nest(await c.req.formData()));
    if (!form.ok) throw invalid(form.errors);
    const t = taskText[viewer.locale];
    const outcome = await runTask(ctx, kind, form.data);
    return answer(c, { to: paths.task(kind), toast: outcome === "busy" ? t.busy : t.started });
  });

interface Form {
  typed: Typed;
  errors: FieldErrors;
  conflict?: boolean;
}

async function page(c: Context<Env>, task: TaskView, form?: Form, status: 200 | 409 | 422 = 200) {
  const { ctx, viewer } = c.var;
  const { ver, antes } = RunQuery.parse(c.req.query());
  const failed = ver === "fallidas";
  const history = await runPage(ctx, { task: task.kind, failed, before: antes });
  const typed = form?.typed ?? typedPlan(task);
  const props = { viewer, task, history, failed, typed, branches: ctx.shop.branches };
  return c.html(
    <TaskPage
      {...props}
      errors={form?.errors ?? {}}
      conflict={form?.conflict}
      tried={await tried(c, task, typedText(typed, "pattern").trim())}
      formKey={ctx.random.id(ctx.now)}
    />,
    status,
  );
}

/** The form as it was typed, with what its expression means; nothing is saved. */
async function preview(c: Context<Env>, task: TaskView, typed: Typed) {
  const fault = cronFault(typedText(typed, "pattern"), { timeZone: zoneOf(task), now: c.var.ctx.now });
  return fault
    ? await page(c, task, { typed, errors: { pattern: { code: fault } } }, 422)
    : await page(c, task, { typed, errors: {} });
}

/** What the expression in the form means, null while it is none or the one in use. */
async function tried(c: Context<Env>, task: TaskView, pattern: string) {
  const { ctx, viewer } = c.var;
  const clock = { timeZone: zoneOf(task), now: ctx.now };
  if (pattern === task.pattern || cronFault(pattern, clock)) return null;
  return {
    meaning: await cronWords(pattern, viewer.locale),
    upcoming: nextOccurrences(pattern, { ...clock, count: 5 }),
    timeZone: clock.timeZone,
  };
}

function zoneOf({ places: [place] }: TaskView): string {
  return place?.timeZone ?? "UTC";
}
