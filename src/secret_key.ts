import { join } from "node:path";
import type { Config } from "./config.ts";
import { systemRandom } from "./lib/random.ts";
import { base64url } from "./lib/token.ts";

type KeyConfig = Pick<Config, "SECRET_KEY" | "DATA_DIR">;

/** The key of the environment, or the one that this data folder keeps; null when there is none yet. */
export async function readSecretKey({ SECRET_KEY, DATA_DIR }: KeyConfig): Promise<string | null> {
  if (SECRET_KEY !== null) return SECRET_KEY;
  try {
    return (await Deno.readTextFile(keyFile(DATA_DIR))).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** The same; the data folder's own is made on first use, readable by its owner alone. */
export async function secretKeyOf(config: KeyConfig): Promise<string> {
  const known = await readSecretKey(config);
  if (known !== null) return known;
  const key = base64url(systemRandom.bytes(32));
  await Deno.writeTextFile(keyFile(config.DATA_DIR), `${key}\n`, { mode: 0o600, createNew: true });
  return key;
}

function keyFile(dataDir: string): string {
  return join(dataDir, "secret.key");
}
