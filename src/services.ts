import type { ShopReader } from "./admin/shop.ts";
import type { Sessions } from "./auth/session.ts";
import type { Config } from "./config.ts";
import type { Database } from "./db/open.ts";
import type { FileStore } from "./files/store.ts";
import type { Live } from "./http/live.ts";
import type { Random } from "./lib/random.ts";
import type { SecretBox } from "./lib/secret_box.ts";

/** What the process has opened, handed to the app, the jobs and the commands of the console. */
export interface Services {
  config: Config;
  database: Database;
  /** UTC milliseconds. */
  clock: () => number;
  random: Random;
  files: FileStore;
  secrets: SecretBox;
  /** Signs links, cookies and form tokens. */
  secretKey: string;
  sessions: Sessions;
  shop: ShopReader;
  live: Live;
  /** Aborts when the process begins to stop: long polls and event streams end then. */
  stopping: AbortSignal;
  /** Still serves, and tells whoever asks whether it is ready that it is about to stop. */
  draining?: boolean;
  baseUrl: string;
  version: string;
}
