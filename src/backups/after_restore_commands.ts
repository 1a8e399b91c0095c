import { restoreSeal } from "../audit/chain.ts";
import { recordAudit } from "../audit/record.ts";
import { auditHead } from "../audit/verify_queries.ts";
import type { BackupContents } from "./backup.ts";
import { eraseClient } from "../clients/erasure_commands.ts";
import type { Ctx } from "../context.ts";
import { AppError } from "../lib/app_error.ts";
import { markFailed } from "../mail/sending.ts";

export interface AfterRestore {
  /** Mails that were waiting, and may have gone out since: somebody decides about each. */
  held_mails: number;
  /** Clients who had asked to be forgotten after the backup was taken, and are again. */
  erased_again: number;
  /** Of these, the ones that something open still keeps. */
  not_erased: string[];
}

/**
 * What a shop that was brought back must not do: keep anybody signed in, send mails a second time, or remember who asked to be forgotten.
 * The audit log says that it was restored, and from what.
 */
export async function settleRestored(
  ctx: Ctx,
  { name, contents, lostFiles, auditFaults, erasedClients }: {
    name: string;
    contents: BackupContents;
    lostFiles: number;
    auditFaults: number;
    erasedClients: readonly string[];
  },
): Promise<AfterRestore> {
  const held = await ctx.db.transaction().execute(async (trx) => {
    await trx.deleteFrom("session").execute();
    await trx.deleteFrom("sign_in_step").execute();
    const mails = await trx.updateTable("job").set({ state: "dead", finished_at: ctx.now })
      .where("kind", "=", "send_message").where("state", "in", ["waiting", "leased"])
      .returning("payload_json").execute();
    for (const { payload_json } of mails) await markFailed(trx, ctx, JSON.parse(payload_json).messageId);
    await trx.updateTable("backup").set({ drill_key_sealed: null }).where("drill_key_sealed", "is not", null)
      .execute();
    // It was under way when it was taken.
    await trx.updateTable("backup").set({ state: "ok", finished_at: ctx.now, ...contents })
      .where("name", "=", name).where("state", "=", "running").execute();
    const before = (await auditHead(trx))?.hash ?? "";
    await recordAudit(trx, ctx, {
      kind: "backup_restored",
      subject: { kind: "backup", id: name },
      data: {
        name,
        held_mails: mails.length,
        ...lostFiles > 0 && { lost_files: lostFiles },
        ...auditFaults > 0 && { audit_faults: auditFaults },
        seal: restoreSeal(ctx.secretKey, { name, at: ctx.now, before }),
      },
    });
    return mails.length;
  });
  const again = await eraseAgain(ctx, erasedClients);
  return { held_mails: held, ...again };
}

async function eraseAgain(
  ctx: Ctx,
  ids: readonly string[],
): Promise<Pick<AfterRestore, "erased_again" | "not_erased">> {
  if (ids.length === 0) return { erased_again: 0, not_erased: [] };
  const remembered = await ctx.db.selectFrom("client").select(["id", "version"]).where(
    "erased_at",
    "is",
    null,
  )
    .execute();
  const wanted = new Set(ids);
  const [done, kept]: [string[], string[]] = [[], []];
  for (const { id, version } of remembered.filter((client) => wanted.has(client.id))) {
    try {
      await eraseClient(ctx, id, { reason: "backup_restored", sure: true, version });
      done.push(id);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "conflict") throw error;
      kept.push(id);
    }
  }
  return { erased_again: done.length, not_erased: kept };
}
