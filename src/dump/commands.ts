import { recordAudit } from "../audit/record.ts";
import { confirmPassword } from "../auth/confirm_commands.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { errorFacts, logOf } from "../logs.ts";
import { paths } from "../paths.ts";
import { type Dumped, writeDump } from "./write.ts";

const log = logOf("backups");

/** Writes the whole shop into a new file that only its owner reads. @throws Deno.errors.AlreadyExists */
export async function dumpToFile(ctx: Ctx, path: string): Promise<Dumped> {
  requirePermission(ctx.actor, "dump.take");
  await tellTaken(ctx);
  const file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
  try {
    return await writeDump(ctx, file.writable);
  } catch (error) {
    await Deno.remove(path);
    throw error;
  }
}

/**
 * The whole shop as a stream, for an administrator who has just typed the own password again. Who takes it is told to the audit log
 * before the first byte. @throws AppError forbidden, invalid with `password`, too_many
 */
export async function dumpToReader(
  ctx: Ctx,
  { email, password }: { email: string; password: string },
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  requirePermission(ctx.actor, "dump.take");
  await confirmPassword(ctx, { email, password, act: paths.dump() });
  return await dumpToProgram(ctx);
}

/** The same for a program whose token has the scope. @throws AppError forbidden */
export async function dumpToProgram(ctx: Ctx): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  requirePermission(ctx.actor, "dump.take");
  await tellTaken(ctx);
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  writeDump(ctx, writable).catch(async (error) => {
    log.warning("A dump was not taken to its end", errorFacts(error));
    await writable.abort(error).catch(() => {});
  });
  return readable;
}

async function tellTaken(ctx: Ctx): Promise<void> {
  await recordAudit(ctx.db, ctx, { kind: "dump_taken", subject: { kind: "shop", id: "" } });
}
