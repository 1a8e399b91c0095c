import { backupTools } from "../backups/tools.ts";
import { type DkimKey, openMailer } from "../mail/mailer.ts";
import type { Config } from "../config.ts";
import type { Services } from "../services.ts";
import { jobHandlers } from "./handlers.ts";
import { startPrintWatch } from "./print_watch.ts";
import { startSchedule } from "./schedule.ts";
import { startDeliverer } from "../webhooks/deliverer.ts";
import { startWorkers } from "./workers.ts";

/** Starts everything that works in the background; `stop` drains it. */
export function startJobs(services: Services): { stop(): Promise<void> } {
  const { SMTP_URL, MAIL_FROM } = services.config;
  const mailer = SMTP_URL === undefined ? null : openMailer(SMTP_URL, { dkim: dkimKey(services.config) });
  const mail = mailer && { mailer, from: MAIL_FROM ?? null };
  const workers = startWorkers(
    services,
    jobHandlers({
      sessions: services.sessions,
      mail,
      logs: `${services.config.DATA_DIR}/logs`,
      backups: backupTools(services.config, services.version),
    }),
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

/** Mails are signed where all three are given. @throws when the key cannot be read */
function dkimKey({ DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE }: Config): DkimKey | undefined {
  if (!DKIM_DOMAIN || !DKIM_SELECTOR || !DKIM_KEY_FILE) return undefined;
  const privateKey = Deno.readTextFileSync(DKIM_KEY_FILE);
  return { domainName: DKIM_DOMAIN, keySelector: DKIM_SELECTOR, privateKey };
}
