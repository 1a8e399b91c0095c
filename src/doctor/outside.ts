import { fileURLToPath } from "node:url";
import { backupTools } from "../backups/tools.ts";
import { storePlace } from "../backups/store_place.ts";
import type { Config } from "../config.ts";
import { errorCode } from "../mail/sending.ts";
import { tryMailServer } from "../mail/mailer.ts";
import { type Finding, finding } from "./finding.ts";

const PATIENCE_MS = 10_000;

/** Greets the mail server and signs in, as the first mail would; sends none. */
export async function lookAtMail(config: Config): Promise<Finding[]> {
  const { SMTP_URL, DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE } = config;
  const given = [DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE].filter((one) => one !== undefined).length;
  const dkim = given > 0 && given < 3 ? [finding("dkim_incomplete")] : [];
  if (SMTP_URL === undefined) return [finding("mail_none"), ...dkim];
  const server = new URL(SMTP_URL).host;
  try {
    await tryMailServer(SMTP_URL, PATIENCE_MS);
    return [finding("mail_ok", { server }), ...dkim];
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n", 1)[0] ?? "" : String(error);
    return [finding("mail_fault", { server, code: errorCode(error), reason }), ...dkim];
  }
}

/** Puts a small file into the store outside, lists it and removes it, as a backup would. */
export async function lookAtStore(config: Config): Promise<Finding[]> {
  const { BACKUP_S3_URL: url, BACKUP_S3_KEY_ID, BACKUP_S3_SECRET } = config;
  const given = [url, BACKUP_S3_KEY_ID, BACKUP_S3_SECRET].filter((one) => one !== undefined).length;
  if (given === 0) return [finding("store_none")];
  const { store } = backupTools(config, "");
  if (!store) return [finding("store_incomplete")];
  const host = new URL(store.url).host;
  try {
    const place = await storePlace(store, { timeout: PATIENCE_MS, attempts: 1 });
    const key = `doctor/${crypto.randomUUID()}`;
    await place.put(key, fileURLToPath(import.meta.url));
    const listed = (await Array.fromAsync(place.list(key))).some((one) => one.key === key);
    await place.remove(key);
    return [
      listed ? finding("store_ok", { host }) : finding("store_fault", { host, reason: "put, not listed" }),
    ];
  } catch (error) {
    return [finding("store_fault", { host, reason: error instanceof Error ? error.message : String(error) })];
  }
}
