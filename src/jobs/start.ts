import { openMailer } from "../mail/mailer.ts";
import type { Services } from "../services.ts";
import { jobHandlers } from "./handlers.ts";
import { startPrintWatch } from "./print_watch.ts";
import { startSchedule } from "./schedule.ts";
import { startDeliverer } from "../webhooks/deliverer.ts";
import { startWorkers } from "./workers.ts";

/** Starts everything that works in the background; `stop` drains it. */
export function startJobs(services: Services): { stop(): Promise<void> } {
  const { SMTP_URL, MAIL_FROM } = services.config;
  const mailer = SMTP_URL === undefined ? null : openMailer(SMTP_URL);
  const mail = mailer && { mailer, from: MAIL_FROM ?? null };
  const workers = startWorkers(
    services,
    jobHandlers({ sessions: services.sessions, mail, logs: `${services.config.DATA_DIR}/logs` }),
  );
  const schedule = startSchedule(services);
  const watch = startPrintWatch(services);
  const deliverer = startDeliverer(services);
  return {
    async stop() {
      await schedule.stop();
      await watch.stop();
      await Promise.all([workers.stop(), deliverer.stop()]);
      await mailer?.close();
    },
  };
}
