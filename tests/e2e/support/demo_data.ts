import { smtpStage } from "../../mail/smtp_stage.ts";
import { ofTheRun } from "../../support/of_the_run.ts";
import { startServer } from "./server.ts";

let made: Promise<string> | undefined;

/** A data folder with half a year of invented work, always the same for the same day. Made once in a run, to be copied. */
export function demoData(): Promise<string> {
  return made ??= ofTheRun("demo", make);
}

async function make(): Promise<string> {
  await using after = new AsyncDisposableStack();
  const mail = after.use(await smtpStage());
  const server = await startServer({ env: { SMTP_URL: mail.url, MAIL_FROM: "taller@example.com" } });
  try {
    await server.console("seed", "--orders", "60", "--clients", "30");
  } finally {
    await server.halt();
  }
  return server.dataDir;
}
