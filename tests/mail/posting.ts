import { jobHandlers } from "../../src/jobs/handlers.ts";
import { startWorkers } from "../../src/jobs/workers.ts";
import { openMailer } from "../../src/mail/mailer.ts";
import { type TestApp, testApp } from "../support/app.ts";
import type { TestDatabase } from "../support/database.ts";
import { anOrder, type OrderWish } from "../support/order_builders.ts";
import { type SmtpStage, smtpStage, type SmtpTurn } from "./smtp_stage.ts";

/** The first document of a process loads what draws it. */
export const DRAWN_MS = 30_000;

export interface Post {
  app: TestApp;
  smtp: SmtpStage;
  orderId: string;
}

/** An order whose client is to be told, a mail server, and workers; `script` is what the server does. */
export async function posting(
  database: TestDatabase,
  { script = [], order = {}, timeoutMs }: {
    script?: SmtpTurn[];
    order?: OrderWish;
    /** For whom the server hangs: as long as in a shop where it is left out, or whoever is slow to draw would be taken for it. */
    timeoutMs?: number;
  },
  test: (post: Post) => Promise<void>,
): Promise<void> {
  await using smtp = await smtpStage();
  await using app = await testApp(database, { SMTP_URL: smtp.url, MAIL_FROM: "Taller <taller@example.com>" });
  smtp.script.push(...script);
  const { id } = await anOrder(app, order);
  const mailer = openMailer(smtp.url, { timeoutMs });
  const handlers = jobHandlers({
    sessions: app.services.sessions,
    mail: { mailer, from: app.services.config.MAIL_FROM ?? null },
  });
  const workers = startWorkers(app.services, handlers, { pollMs: 20, drainMs: 100 });
  try {
    await test({ app, smtp, orderId: id });
  } finally {
    await workers.stop();
    await mailer.close();
  }
}
