import { isDeepStrictEqual } from "node:util";
import { changesOf } from "../audit/changes.ts";
import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { reckonAfter } from "../orders/reckon_commands.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import type { OrganizationEdit } from "./input.ts";
import {
  sectionVersion,
  SETTING_KEYS,
  type SettingKey,
  type Settings,
  type SettingSection,
  settingsFrom,
  settingsSchema,
  settingsVersion,
} from "./settings.ts";

export interface SectionEdit {
  section: SettingSection;
  /** `sectionVersion` of what the form was made from. */
  version: string;
  changes: Partial<Settings>;
}

/**
 * Writes the settings of one section and leaves the others. @throws AppError forbidden, conflict `settings_changed` when somebody
 * saved the section otherwise since the form's version
 */
export async function editSettings(ctx: Ctx, { section, version, changes }: SectionEdit): Promise<void> {
  await saveSettings(ctx, changes, (before) => sectionVersion(before, section) === version);
}

/**
 * Writes settings of any section. @throws AppError forbidden, conflict `settings_changed` when any of them changed since
 * `settingsVersion` was `version`
 */
export async function editAnySettings(
  ctx: Ctx,
  { version, changes }: { version: number; changes: Partial<Settings> },
): Promise<void> {
  await saveSettings(ctx, changes, (before) => settingsVersion(before) === version);
}

async function saveSettings(
  ctx: Ctx,
  changes: Partial<Settings>,
  isCurrent: (before: Settings) => boolean,
): Promise<void> {
  requirePermission(ctx.actor, "settings.manage");
  await ctx.db.transaction().execute(async (trx) => {
    // A section has no row of its own to hold: the shop's serves for all of them.
    await trx.selectFrom("organization").select("id").forUpdate().execute();
    const before = await readSettings(trx);
    if (!changesOf(before, changes)) return;
    if (!isCurrent(before)) throw conflict("settings_changed");
    const { admins_two_factors } = changes;
    // Who has to prove more is as much as who is an administrator.
    if (admins_two_factors !== undefined && admins_two_factors !== before.admins_two_factors) {
      requirePermission(ctx.actor, "users.admins");
    }
    await writeSettings(trx, ctx, { before, changes });
    if (changes.status_hours || changes.sla_hours) await reckonAfter(trx, ctx);
  });
  ctx.live.changed("shop", "jobs");
}

/** @throws AppError forbidden, conflict `organization_changed` when somebody saved since the form's version */
export async function editOrganization(
  ctx: Ctx,
  { version, country, ...facts }: OrganizationEdit,
): Promise<void> {
  requirePermission(ctx.actor, "settings.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const before = await trx.selectFrom("organization").selectAll().executeTakeFirst();
    if (!before) throw notFound();
    const saved = await trx.updateTable("organization").set({ ...facts, version: version + 1 })
      .where("id", "=", before.id).where("version", "=", version).returning("id").executeTakeFirst();
    if (!saved) throw conflict("organization_changed");
    await writeSettings(trx, ctx, { before: await readSettings(trx), changes: { country } });
    const changes = changesOf({ ...before }, facts);
    if (!changes) return;
    const subject = { kind: "organization", id: before.id };
    await recordAudit(trx, ctx, { kind: "organization_edited", subject, data: { ...changes } });
  });
  ctx.live.changed("shop");
}

export async function readSettings(trx: Db): Promise<Settings> {
  const rows = await trx.selectFrom("setting").select(["key", "value_json"]).where("branch_id", "=", "")
    .execute();
  return settingsFrom(rows);
}

interface SettingChanges {
  before: Settings;
  changes: Partial<Settings>;
}

async function writeSettings(trx: Db, ctx: Ctx, { before, changes }: SettingChanges): Promise<void> {
  for (const key of SETTING_KEYS) {
    const value = changes[key];
    if (value === undefined || isDeepStrictEqual(before[key], value)) continue;
    await writeSetting(trx, ctx, { key, value });
    await recordAudit(trx, ctx, {
      kind: "setting_changed",
      subject: { kind: "setting", id: key },
      data: { before: { [key]: before[key] }, after: { [key]: value } },
    });
  }
}

const USUAL = settingsSchema.parse({});

/** A row only while the setting is not its default, so that a better default reaches every shop that never chose. */
export async function writeSetting(
  trx: Db,
  ctx: Ctx,
  { key, value }: { key: SettingKey; value: unknown },
): Promise<void> {
  if (isDeepStrictEqual(value, USUAL[key])) {
    await trx.deleteFrom("setting").where("branch_id", "=", "").where("key", "=", key).execute();
    return;
  }
  const written = {
    value_json: JSON.stringify(value),
    updated_at: ctx.now,
    updated_by: ctx.actor.kind === "user" ? ctx.actor.id : null,
  };
  await trx.insertInto("setting").values({ branch_id: "", key, ...written })
    .onConflict((known) => known.columns(["branch_id", "key"]).doUpdateSet(written)).execute();
}
