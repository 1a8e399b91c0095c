import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { smtpStage } from "../../mail/smtp_stage.ts";
import { startServer } from "./server.ts";

let made: Promise<string> | undefined;

/** A data folder with half a year of invented work, always the same for the same day. Made once in a run, to be copied. */
export function demoData(): Promise<string> {
  return made ??= ofTheRun(Deno.env.get("TEST_DEMO"));
}

/** Of those who need it at once in a run of many processes the first makes it, in that folder; a file that runs alone keeps its own. */
async function ofTheRun(folder: string | undefined): Promise<string> {
  if (folder === undefined) {
    const dataDir = await make();
    globalThis.addEventListener("unload", () => Deno.removeSync(dataDir, { recursive: true }));
    return dataDir;
  }
  using file = await Deno.open(`${folder}.lock`, { create: true, write: true });
  await file.lock(true);
  if (!existsSync(folder)) await rename(await make(), folder);
  return folder;
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
