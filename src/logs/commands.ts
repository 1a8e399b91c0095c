import { readSettings, writeSetting } from "../admin/commands.ts";
import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { LevelChanges } from "./component.ts";
import type { DayFile } from "./files.ts";
import type { LevelAsked } from "./input.ts";

const MINUTE = 60_000;

/**
 * Gives a component another level for some time, or its usual one back; every process follows within seconds. Those that have run out are
 * forgotten on the way. @throws AppError forbidden
 */
export async function changeLogLevel(ctx: Ctx, { component, level, minutes }: LevelAsked): Promise<void> {
  requirePermission(ctx.actor, "settings.manage");
  await ctx.db.transaction().execute(async (trx) => {
    await trx.selectFrom("organization").select("id").forUpdate().execute();
    const { log_levels: before } = await readSettings(trx);
    const running = Object.entries(before).filter(([, { until }]) => until > ctx.now);
    const others: LevelChanges = Object.fromEntries(running.filter(([name]) => name !== component));
    const until = ctx.now + minutes * MINUTE;
    const value = level === "" ? others : { ...others, [component]: { level, until } };
    await writeSetting(trx, ctx, { key: "log_levels", value });
    await recordAudit(trx, ctx, {
      kind: "log_level_changed",
      subject: { kind: "log", id: component },
      data: level === "" ? { component } : { component, level, until_at: until },
    });
  });
  ctx.live.changed("shop");
}

/** That a day of a log left the server. */
export async function noteLogTaken(ctx: Ctx, { file, day }: DayFile): Promise<void> {
  requirePermission(ctx.actor, "logs.read");
  await recordAudit(ctx.db, ctx, {
    kind: "logs_taken",
    subject: { kind: "log", id: file },
    data: { file: `${file}-${day}` },
  });
}
