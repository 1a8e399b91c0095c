import { SYSTEM } from "../../src/context.ts";
import type { Db } from "../../src/db/open.ts";
import type { Handler, Handlers } from "../../src/jobs/handler.ts";
import type { JobKind } from "../../src/jobs/job.ts";
import { startWorkers, type WorkerOptions } from "../../src/jobs/workers.ts";
import { TASK_KINDS, type TaskKind } from "../../src/tasks/task.ts";
import type { TestApp } from "../support/app.ts";

/** Every kind does nothing, unless the test says what. */
export function handlersWith(own: { [K in JobKind]?: Handler<K> }): Handlers {
  const nothing = { run: () => Promise.resolve() };
  const kinds = TASK_KINDS.map((kind) => [kind, nothing] as const);
  const timed = Object.fromEntries<Handler<JobKind>>(kinds) as Pick<Handlers, TaskKind>;
  return {
    ...timed,
    send_message: nothing,
    mail_password_link: nothing,
    mail_sign_in_blocked: nothing,
    forget_answers: nothing,
    remove_papers: nothing,
    allot_parts: nothing,
    read_payment_event: nothing,
    read_whatsapp_event: nothing,
    check_payment_intent: nothing,
    import_rows: nothing,
    ...own,
  };
}

/** Workers that stop at the end of the block. */
export function working(app: TestApp, own: { [K in JobKind]?: Handler<K> }, options: WorkerOptions = {}) {
  const workers = startWorkers(app.services, handlersWith(own), { pollMs: 20, ...options });
  return { stop: () => workers.stop(), [Symbol.asyncDispose]: () => workers.stop() };
}

export async function systemCtx(app: TestApp) {
  return await app.ctx(SYSTEM);
}

export function allJobs(db: Db) {
  return db.selectFrom("job").selectAll().orderBy("id").execute();
}

/** Waits until `condition` holds; fails after two minutes. */
export async function until(
  condition: () => Promise<boolean> | boolean,
  what: string,
  ms = 120_000,
): Promise<void> {
  const giveUpAt = performance.now() + ms;
  while (!await condition()) {
    if (performance.now() > giveUpAt) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
