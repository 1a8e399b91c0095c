import { type Config, readConfig } from "../config.ts";
import { DataHeld, lockData } from "../db/lock.ts";
import type { Asked } from "./carry_out.ts";
import { type Outcome, readControl, throughServer } from "./control_client.ts";

/** A server that starts, or another command at work, is waited for so long. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 200;

/**
 * Runs a console command where the database may be written: in the server that holds the data folder, or here while nobody does.
 * @throws DataHeld when somebody holds it who takes no commands
 */
export async function runHereOrThere(asked: Asked): Promise<Outcome> {
  const config = readConfig();
  for (let waited = 0;; waited += LOOK_MS) {
    try {
      const lock = await lockData({ dir: config.DATA_DIR, databaseUrl: config.DATABASE_URL });
      return await here(config, asked).finally(() => lock.release());
    } catch (error) {
      if (!(error instanceof DataHeld)) throw error;
      const control = await readControl(config.DATA_DIR);
      const answer = control && await throughServer(control, asked);
      if (answer) return answer;
      if (waited >= PATIENCE_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
}

/** Loaded only where it is needed: to load the whole program takes longer than most commands, and the server has it. */
async function here(config: Config, asked: Asked): Promise<Outcome> {
  return await (await import("./here.ts")).runHere(config, asked);
}
