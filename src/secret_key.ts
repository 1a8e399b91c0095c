import { join } from "node:path";
import type { Config } from "./config.ts";
import { orAbsent, syncFolder, writeSynced } from "./files/durable.ts";
import { systemRandom } from "./lib/random.ts";
import { base64url } from "./lib/token.ts";

type KeyConfig = Pick<Config, "SECRET_KEY" | "DATA_DIR">;

/** The key of the environment, or the one that this data folder keeps; null when there is none yet. */
export async function readSecretKey({ SECRET_KEY, DATA_DIR }: KeyConfig): Promise<string | null> {
  if (SECRET_KEY !== null) return SECRET_KEY;
  const kept = (await orAbsent(Deno.readTextFile(keyFile(DATA_DIR))))?.trim() ?? null;
  if (kept === "") {
    throw new Error(`${keyFile(DATA_DIR)} is empty: bring it back from a backup (deno task restore)`);
  }
  return kept;
}

/** The same; the data folder's own is made on first use, readable by its owner alone. */
export async function secretKeyOf(config: KeyConfig): Promise<string> {
  const known = await readSecretKey(config);
  if (known !== null) return known;
  const key = base64url(systemRandom.bytes(32));
  const path = keyFile(config.DATA_DIR);
  // Everything that is sealed hangs on it: whole or not there, also after a power cut.
  await writeSynced(`${path}.new`, `${key}\n`);
  await Deno.rename(`${path}.new`, path);
  await syncFolder(config.DATA_DIR);
  return key;
}

function keyFile(dataDir: string): string {
  return join(dataDir, "secret.key");
}
