import { type Context, Hono } from "hono";
import { BackupKeyPage } from "../../views/backups/key.tsx";
import { BackupsPage } from "../../views/backups/page.tsx";
import { backupText } from "../../views/backups/text.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors, invalid } from "../lib/app_error.ts";
import { check, nest, typedText } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { runTask } from "../tasks/commands.ts";
import { RunForm } from "../tasks/input.ts";
import type { TaskKind } from "../tasks/task.ts";
import { makeBackupKeyAs } from "./key_commands.ts";
import { readBackups } from "./queries.ts";
import { backupTools } from "./tools.ts";

/** Below `/admin/respaldos`. */
export const backupRoutes = new Hono<Env>()
  .get("/", async (c) => await page(c))
  .post("/", async (c) => await begin(c, "back_up"))
  .post("/simulacro", async (c) => await begin(c, "drill_backup"))
  .post("/clave", async (c) => {
    const { ctx, viewer, signedIn } = c.var;
    const password = typedText(nest(await c.req.formData()), "password").slice(0, 500);
    try {
      const made = await makeBackupKeyAs(ctx, { email: signedIn?.user.email ?? "", password });
      return c.html(<BackupKeyPage viewer={viewer} made={made} />);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || !refusal.detail.fields) throw refusal;
      return await page(c, refusal.detail.fields, 422);
    }
  });

async function page(c: Context<Env>, errors: FieldErrors = {}, status: 200 | 422 = 200) {
  const { ctx, viewer, services } = c.var;
  const { dir, store } = backupTools(services.config, services.version);
  const props = { viewer, view: await readBackups(ctx), dir, hasStore: store !== null, errors };
  return c.html(<BackupsPage {...props} formKey={ctx.random.id(ctx.now)} />, status);
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
