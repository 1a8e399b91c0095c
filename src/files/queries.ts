import type { Ctx } from "../context.ts";
import { idFloor } from "../lib/random.ts";

/** Further than a clock is moved between a file and its row. */
const DAY = 86_400_000;

/** Which of some contents rows name that were made after `since`: photos, signatures, attachments of mails, reports, imported files. */
export async function namedFiles({ db }: Ctx, hashes: string[], since: number): Promise<Set<string>> {
  const from = idFloor(since - DAY);
  const found = await Promise.all([
    db.selectFrom("attachment").select("file_hash as hash").where("file_hash", "in", hashes).execute(),
    db.selectFrom("attachment").select("thumb_hash as hash").where("thumb_hash", "in", hashes).execute(),
    db.selectFrom("signature").select("file_hash as hash").where("id", ">=", from)
      .where("file_hash", "in", hashes).execute(),
    db.selectFrom("message_attachment").select("file_hash as hash").where("id", ">=", from)
      .where("file_hash", "in", hashes).execute(),
    db.selectFrom("report_issue").select("file_hash as hash").where("file_hash", "in", hashes).execute(),
    db.selectFrom("import_run").select("file_hash as hash").where("file_hash", "in", hashes).execute(),
  ]);
  return new Set(found.flat().flatMap(({ hash }) => hash ?? []));
}
