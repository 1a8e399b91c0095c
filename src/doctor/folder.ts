import { join } from "node:path";
import { orAbsent } from "../files/durable.ts";
import type { Config } from "../config.ts";
import { type Finding, finding } from "./finding.ts";

/** Readable, writable or enterable by somebody else than its owner. */
const FOR_OTHERS = 0o077;

/** Who owns the data folder and who can read the secrets in it. Whether it can be written is tried by `trial.ts`. */
export async function lookAtFolder({ DATA_DIR: dir, DKIM_KEY_FILE }: Config): Promise<Finding[]> {
  const folder = await orAbsent(Deno.stat(dir));
  if (!folder) return [finding("folder_none", { dir })];
  const findings = [finding("folder_ok", { dir })];
  const user = Deno.uid();
  if (user !== null && folder.uid !== null && user !== folder.uid) {
    findings.push(finding("folder_other_user", { dir, user, owner: folder.uid }));
  }
  const open = folder.mode !== null && (folder.mode & FOR_OTHERS) !== 0;
  if (open) findings.push(finding("folder_open", { dir }));
  const inside = open ? ["secret.key", "control.json", "reparo.db"].map((name) => join(dir, name)) : [];
  const secrets = [...inside, ...(DKIM_KEY_FILE === undefined ? [] : [DKIM_KEY_FILE])];
  const readable = await Promise.all(secrets.map(readByOthers));
  const told = secrets.filter((_, at) => readable[at]).map((path) => finding("secret_readable", { path }));
  return [...findings, ...(told.length > 0 ? told : [finding("secrets_ok")])];
}

async function readByOthers(path: string): Promise<boolean> {
  const stat = await orAbsent(Deno.stat(path));
  return typeof stat?.mode === "number" && (stat.mode & 0o044) !== 0;
}
