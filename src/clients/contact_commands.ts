import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { conflict, invalid, notFound } from "../lib/app_error.ts";
import { clientSearch, type Contact, type KeptContact } from "./client.ts";
import { rewriteContacts } from "./commands.ts";
import { MOST_CONTACTS } from "./input.ts";
import { keptContacts } from "./queries.ts";

/**
 * Adds a way to reach a client behind the others, under this id; one that is known already stays as it is and is answered.
 * @throws AppError forbidden, not_found, conflict `client_erased`, invalid `value` when there are too many
 */
export async function addContact(
  ctx: Ctx,
  clientId: string,
  { id, contact }: { id: string; contact: Contact },
): Promise<KeptContact> {
  const contacts = await onContacts(ctx, { clientId }, (known) => {
    if (known.some((one) => isSame(one, contact))) return known;
    if (known.length >= MOST_CONTACTS) {
      throw invalid({ value: { code: "too_many_contacts", params: { limit: MOST_CONTACTS } } });
    }
    return [...known, { id, ...contact }];
  });
  return found(contacts.find((one) => isSame(one, contact)));
}

/**
 * Changes one of them in its place, under its id. @throws AppError forbidden, not_found, conflict `client_changed` when somebody
 * saved since that version of the client, and `client_erased`; invalid `value` for one that there is besides
 */
export async function changeContact(
  ctx: Ctx,
  clientId: string,
  { id, contact, version }: { id: string; contact: Contact; version: number },
): Promise<void> {
  await onContacts(ctx, { clientId, version }, (known) => {
    found(known.find((one) => one.id === id));
    if (known.some((one) => one.id !== id && isSame(one, contact))) {
      throw invalid({ value: { code: "contact_known" } });
    }
    return known.map((one) => one.id === id ? { id, ...contact } : one);
  });
}

/** @throws AppError forbidden, not_found, conflict `client_erased` */
export async function removeContact(ctx: Ctx, clientId: string, id: string): Promise<void> {
  await onContacts(ctx, { clientId }, (known) => {
    found(known.find((one) => one.id === id));
    return known.filter((one) => one.id !== id);
  });
}

async function onContacts(
  ctx: Ctx,
  { clientId, version }: { clientId: string; version?: number },
  change: (known: KeptContact[]) => KeptContact[],
): Promise<KeptContact[]> {
  requirePermission(ctx.actor, "clients.edit");
  return await ctx.db.transaction().execute(async (trx) => {
    const client = await trx.selectFrom("client").select(["name", "document", "version", "erased_at"])
      .where("id", "=", clientId).forUpdate().executeTakeFirst();
    if (!client) throw notFound();
    if (client.erased_at !== null) throw conflict("client_erased");
    if (version !== undefined && version !== client.version) throw conflict("client_changed");
    const known = await keptContacts(trx, clientId);
    const contacts = change(known);
    if (contacts === known) return known;
    await trx.updateTable("client").set({
      ...clientSearch({ ...client, contacts }),
      updated_at: ctx.now,
      version: client.version + 1,
    }).where("id", "=", clientId).execute();
    await rewriteContacts(trx, ctx, { clientId, contacts });
    return contacts;
  });
}

function isSame(one: Contact, other: Contact): boolean {
  return one.kind === other.kind && one.value === other.value;
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw notFound();
  return row;
}
