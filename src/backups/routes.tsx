import { type Context, Hono } from "hono";
import { BackupKeyPage } from "../../views/backups/key.tsx";
import { BackupsPage } from "../../views/backups/page.tsx";
import { backupText } from "../../views/backups/text.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { invalid } from "../lib/app_error.ts";
import { check, nest } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { runTask } from "../tasks/commands.ts";
import { RunForm } from "../tasks/input.ts";
import type { TaskKind } from "../tasks/task.ts";
import { makeBackupKey } from "./key_commands.ts";
import { readBackups } from "./queries.ts";
import { backupTools } from "./tools.ts";

/** Below `/admin/respaldos`. */
export const backupRoutes = new Hono<Env>()
  .get("/", async (c) => await page(c))
  .post("/", async (c) => await begin(c, "back_up"))
  .post("/simulacro", async (c) => await begin(c, "drill_backup"))
  .post("/clave", async (c) => {
    const { ctx, viewer } = c.var;
    return c.html(<BackupKeyPage viewer={viewer} made={await makeBackupKey(ctx)} />);
  });

async function page(c: Context<Env>) {
  const { ctx, viewer, services } = c.var;
  const { dir, store } = backupTools(services.config, services.version);
  const props = { viewer, view: await readBackups(ctx), dir, hasStore: store !== null };
  return c.html(<BackupsPage {...props} formKey={ctx.random.id(ctx.now)} />);
}

/** By the task of the clock, so that one runs at a time. */
async function begin(c: Context<Env>, task: TaskKind) {
  const { ctx, viewer } = c.var;
  const form = check(RunForm, nest(await c.req.formData()));
  if (!form.ok) throw invalid(form.errors);
  const outcome = await runTask(ctx, task, form.data);
  const t = backupText[viewer.locale];
  const started = task === "back_up" ? t.started : t.drillStarted;
  return answer(c, { to: paths.backups(), toast: outcome === "busy" ? t.busy : started });
}
