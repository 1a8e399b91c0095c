import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { publish } from "../events/publish.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { fold } from "../lib/fold.ts";
import { refreshOrderSearch } from "../orders/search_text.ts";
import { type Consents, consentsOf, noted } from "./consent.ts";
import { clientSearch, type Contact, documentFold, identityOf } from "./client.ts";
import type { ClientEdit, ClientInput, NewClient } from "./input.ts";
import { type Duplicate, keptContacts, possibleDuplicates } from "./queries.ts";

export type Created = { id: string } | { duplicates: Duplicate[] };

/**
 * Adds a client on its own. One that may be known already is not added but told about, unless the form says that it is another;
 * a form sent twice makes one client.
 */
export async function createClient(ctx: Ctx, input: NewClient): Promise<Created> {
  requirePermission(ctx.actor, "clients.edit");
  return await ctx.db.transaction().execute(async (trx): Promise<Created> => {
    const known = await clientOfForm(trx, input.form_key);
    if (known) return known;
    if (!input.is_another) {
      const duplicates = await possibleDuplicates(trx, identityOf(input));
      // The same form, sent twice at once, may have made the one it looks like meanwhile.
      if (duplicates.length > 0) return await clientOfForm(trx, input.form_key) ?? { duplicates };
    }
    return await addClient(trx, ctx, input);
  });
}

/** Adds a client with the ways to reach it. With a `form_key` that made one before, returns that one. */
export async function addClient(
  trx: Db,
  ctx: Ctx,
  input: ClientInput & { form_key?: string },
): Promise<{ id: string }> {
  const id = ctx.random.id(ctx.now);
  const form_key = input.form_key ?? null;
  const added = await trx.insertInto("client").values({
    id,
    ...factsOf(input),
    ...tellingOf(ctx, input, {}),
    locale: input.locale ?? ctx.shop.organization?.locale ?? "es",
    form_key,
    created_at: ctx.now,
    created_by: ctx.actor.kind === "user" ? ctx.actor.id : null,
    updated_at: ctx.now,
    version: 1,
  }).onConflict((conflict) => conflict.column("form_key").doNothing()).returning("id").executeTakeFirst();
  if (added) {
    await writeContacts(trx, ctx, { clientId: id, contacts: input.contacts });
    await tell(trx, ctx, { type: "client.created", id });
    return added;
  }
  const earlier = form_key && await clientOfForm(trx, form_key);
  if (!earlier) throw new Error(`The client of form ${form_key} was neither added nor found`);
  return earlier;
}

/** @throws AppError conflict `client_changed` when somebody saved since the form's version, `client_erased`; not_found. */
export async function editClient(ctx: Ctx, id: string, input: ClientEdit): Promise<void> {
  requirePermission(ctx.actor, "clients.edit");
  await ctx.db.transaction().execute(async (trx) => {
    const before = await consentsBefore(trx, id);
    const saved = await trx.updateTable("client").set({
      ...factsOf(input),
      ...tellingOf(ctx, input, before),
      ...(input.locale && { locale: input.locale }),
      updated_at: ctx.now,
      version: input.version + 1,
    }).where("id", "=", id).where("version", "=", input.version).returning("id").executeTakeFirst();
    if (!saved) throw await exists(trx, id) ? conflict("client_changed") : notFound();
    await rewriteContacts(trx, ctx, { clientId: id, contacts: input.contacts });
  });
}

/** Writes a client anew whatever its version, as a file that is imported has it. @throws AppError not_found */
export async function overwriteClient(trx: Db, ctx: Ctx, id: string, input: ClientInput): Promise<void> {
  const before = await consentsBefore(trx, id);
  const saved = await trx.updateTable("client").set((q) => ({
    ...factsOf(input),
    ...tellingOf(ctx, input, before),
    ...(input.locale && { locale: input.locale }),
    updated_at: ctx.now,
    version: q("version", "+", 1),
  })).where("id", "=", id).returning("id").executeTakeFirst();
  if (!saved) throw notFound();
  await rewriteContacts(trx, ctx, { clientId: id, contacts: input.contacts });
}

/** Writes the ways to reach a client anew; what stays keeps its id. */
export async function rewriteContacts(trx: Db, ctx: Ctx, of: ClientContacts): Promise<void> {
  const known = await keptContacts(trx, of.clientId);
  const contacts = of.contacts.map((contact) => ({
    ...contact,
    id: contact.id ?? known.find(({ kind, value }) => kind === contact.kind && value === contact.value)?.id,
  }));
  await trx.deleteFrom("contact").where("client_id", "=", of.clientId).execute();
  await writeContacts(trx, ctx, { ...of, contacts });
  await refreshOrderSearch(trx, { clientId: of.clientId });
  await recordAudit(trx, ctx, { kind: "client_edited", subject: { kind: "client", id: of.clientId } });
  await tell(trx, ctx, { type: "client.updated", id: of.clientId });
}

async function tell(
  trx: Db,
  ctx: Ctx,
  { type, id }: { type: "client.created" | "client.updated"; id: string },
): Promise<void> {
  await publish(trx, ctx, [{ type, subject: { kind: "client", id }, data: { client: { id } } }]);
}

interface ClientContacts {
  clientId: string;
  contacts: readonly (Contact & { id?: string })[];
}

function factsOf(input: ClientInput) {
  return {
    kind: input.kind,
    name: input.name,
    name_fold: fold(input.name),
    document: input.document,
    document_fold: documentFold(input.document),
    address: input.address,
    notes: input.notes,
    ...clientSearch(input),
  };
}

/** How they want to be told, as far as the form asks. */
function tellingOf(ctx: Ctx, { channel, consents }: ClientInput, before: Consents) {
  return {
    ...(channel !== undefined && { channel }),
    ...(consents && {
      consents_json: JSON.stringify(noted(before, consents, { at: ctx.now, by: ctx.actor.name })),
    }),
  };
}

/** @throws AppError conflict `client_erased`; not_found */
async function consentsBefore(trx: Db, id: string): Promise<Consents> {
  const row = await trx.selectFrom("client").select(["consents_json", "erased_at"]).where("id", "=", id)
    .forUpdate().executeTakeFirst();
  if (!row) throw notFound();
  if (row.erased_at !== null) throw conflict("client_erased");
  return consentsOf(row);
}

async function writeContacts(
  trx: Db,
  ctx: Ctx,
  { clientId, contacts }: ClientContacts,
): Promise<void> {
  if (contacts.length === 0) return;
  await trx.insertInto("contact").values(contacts.map(({ id, kind, value, display }, position) => ({
    id: id ?? ctx.random.id(ctx.now),
    client_id: clientId,
    kind,
    value,
    display,
    position,
  }))).execute();
}

async function clientOfForm(trx: Db, formKey: string): Promise<{ id: string } | undefined> {
  return await trx.selectFrom("client").select("id").where("form_key", "=", formKey).executeTakeFirst();
}

async function exists(trx: Db, id: string): Promise<boolean> {
  return await trx.selectFrom("client").select("id").where("id", "=", id).executeTakeFirst() !== undefined;
}
