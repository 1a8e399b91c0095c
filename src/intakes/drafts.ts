import { z } from "zod";
import type { Ctx } from "../context.ts";
import { type Typed, typedText, type TypedValue } from "../lib/form.ts";
import { SecretUnreadable } from "../lib/secret_box.ts";
import { DRAFT_DAYS, type DraftKey } from "./draft_key.ts";
import { typedDevices, typedSlip } from "./input.ts";
import { NEW_CLIENT } from "./intake.ts";

const DAY = 86_400_000;
const MOST_DRAFTS = 5;
const MOST_CHARACTERS = 900_000;
/** What a form carries before anybody typed. */
const GIVEN = new Set([
  "form_key",
  "draft_key",
  "terms",
  "priority",
  "photos_public",
  "_csrf",
  "client_id",
  "slip",
]);

/** Choices that the blank form makes by itself. */
const CHOSEN = new Set(["kind", "category", "locale"]);

export interface DraftOffer {
  id: string;
  updatedAt: number;
  /** Who and what it was about, as far as it was typed. */
  client: string;
  devices: string[];
  /** Number of the slip that it takes up, "" for none. */
  slip: string;
}

const typedValue: z.ZodType<TypedValue> = z.lazy(() =>
  z.union([z.string(), z.array(typedValue), z.record(z.string(), typedValue)])
);
const typedForm = z.record(z.string(), typedValue);

/**
 * Keeps what was typed, sealed, as the draft of that user. False when there is nothing to keep: a blank form, one that was
 * received meanwhile, or a draft of somebody else.
 */
export async function saveDraft(ctx: Ctx, { userId, draftId }: DraftKey, typed: Typed): Promise<boolean> {
  const { _csrf, draft_key: _key, ...kept } = typed;
  const json = JSON.stringify(kept);
  if (isBlank(typed) || json.length > MOST_CHARACTERS) return false;
  const sealed = await ctx.secrets.seal(json, `intake_draft:${draftId}`);
  return await ctx.db.transaction().execute(async (trx) => {
    const received = await trx.selectFrom("intake").select("id").where("form_key", "=", draftId)
      .executeTakeFirst();
    if (received) return false;
    const row = { id: draftId, user_id: userId, sealed, created_at: ctx.now, updated_at: ctx.now };
    const saved = await trx.insertInto("intake_draft").values(row)
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet({ sealed, updated_at: ctx.now })
          .where("intake_draft.user_id", "=", userId)
      ).returning("id").executeTakeFirst();
    const old = await trx.selectFrom("intake_draft").select("id").where("user_id", "=", userId)
      .orderBy("updated_at", "desc").orderBy("id", "desc").limit(50).offset(MOST_DRAFTS).execute();
    if (old.length > 0) {
      await trx.deleteFrom("intake_draft").where("id", "in", old.map((draft) => draft.id)).execute();
    }
    return saved !== undefined;
  });
}

/** What the one who asks typed into a draft, null when it is gone or somebody else's. */
export async function openDraft(ctx: Ctx, id: string): Promise<Typed | null> {
  const row = await ctx.db.selectFrom("intake_draft").select(["id", "sealed"]).where("id", "=", id)
    .where("user_id", "=", ctx.actor.id ?? "").executeTakeFirst();
  return row ? await unseal(ctx, row) : null;
}

/** The unfinished intakes of the one who asks, newest first. */
export async function draftOffers(ctx: Ctx): Promise<DraftOffer[]> {
  const rows = await ctx.db.selectFrom("intake_draft").select(["id", "sealed", "updated_at"])
    .where("user_id", "=", ctx.actor.id ?? "").where("updated_at", ">", ctx.now - DRAFT_DAYS * DAY)
    .where((q) =>
      q.not(q.exists(
        q.selectFrom("intake").select("intake.id").whereRef("intake.form_key", "=", "intake_draft.id"),
      ))
    )
    .orderBy("updated_at", "desc").limit(MOST_DRAFTS).execute();
  const opened = await Promise.all(rows.map(async (row) => ({ row, typed: await unseal(ctx, row) })));
  const names = await clientNames(ctx, opened.map(({ typed }) => typedText(typed ?? {}, "client_id")));
  return opened.flatMap(({ row, typed }) => typed ? [offerOf({ row, typed, names })] : []);
}

async function clientNames(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  const known = ids.filter((id) => id !== "" && id !== NEW_CLIENT);
  if (known.length === 0) return new Map();
  const rows = await ctx.db.selectFrom("client").select(["id", "name"]).where("id", "in", known).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export async function discardDraft(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.deleteFrom("intake_draft").where("id", "=", id).where("user_id", "=", ctx.actor.id ?? "")
    .execute();
}

/** For the scheduler: removes drafts that nobody went on with for a week; answers how many. */
export async function sweepDrafts(ctx: Ctx): Promise<number> {
  const swept = await ctx.db.deleteFrom("intake_draft").where("updated_at", "<=", ctx.now - DRAFT_DAYS * DAY)
    .returning("id").execute();
  return swept.length;
}

/** Uploads that unfinished intakes still refer to. */
export async function photosInDrafts(ctx: Ctx): Promise<Set<string>> {
  const rows = await ctx.db.selectFrom("intake_draft").select(["id", "sealed"]).execute();
  const drafts = await Promise.all(rows.map((row) => unseal(ctx, row)));
  return new Set(drafts.flatMap((typed) => typed ? typedDevices(typed).flatMap(photosOf) : []));
}

function photosOf(device: Typed): string[] {
  const photos = device["photos"];
  if (typeof photos === "string") return [photos];
  return Array.isArray(photos) ? photos.filter((one) => typeof one === "string") : [];
}

async function unseal(ctx: Ctx, { id, sealed }: { id: string; sealed: string }): Promise<Typed | null> {
  try {
    return typedForm.parse(JSON.parse(await ctx.secrets.open(sealed, `intake_draft:${id}`)));
  } catch (error) {
    // Sealed under a key that the shop no longer has: nobody can go on with it.
    if (error instanceof SecretUnreadable) return null;
    throw error;
  }
}

interface Unsealed {
  row: { id: string; updated_at: number };
  typed: Typed;
  /** Of the clients that were chosen, by id. */
  names: ReadonlyMap<string, string>;
}

function offerOf({ row, typed, names }: Unsealed): DraftOffer {
  const chosen = typedText(typed, "client_id");
  const client = chosen === NEW_CLIENT
    ? typedText(typed, "client.name")
    : names.get(chosen) ?? typedText(typed, "client_query");
  const devices = typedDevices(typed)
    .map((device) => [typedText(device, "brand"), typedText(device, "model")].filter(Boolean).join(" "))
    .filter((name) => name !== "");
  return { id: row.id, updatedAt: row.updated_at, client, devices, slip: typedSlip(typed) };
}

function isBlank(typed: Typed): boolean {
  return Object.entries(typed).every(([name, value]) => GIVEN.has(name) || saysNothing(value));
}

function saysNothing(value: TypedValue): boolean {
  if (typeof value === "string") return value.trim() === "";
  if (Array.isArray(value)) return value.every(saysNothing);
  return Object.entries(value).every(([name, one]) =>
    GIVEN.has(name) || CHOSEN.has(name) || saysNothing(one)
  );
}
