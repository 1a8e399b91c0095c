import { documentFold, isDocument } from "../clients/client.ts";
import { addClient, overwriteClient } from "../clients/commands.ts";
import { CONSENT_CHANNELS } from "../clients/consent.ts";
import { type ClientInput, clientInput } from "../clients/input.ts";
import type { Db } from "../db/open.ts";
import type { FieldErrors } from "../lib/app_error.ts";
import { fold } from "../lib/fold.ts";
import { check, type Typed } from "../lib/form.ts";
import { normalisePhone } from "../lib/phone.ts";
import type { Cells, ImportField } from "./import.ts";
import { type JudgeRow, type RowWorld, sameAs } from "./row.ts";
import { channelOf, clientKindOf, consentOf, localeOf } from "./words.ts";

/** A client: the one that the row became before, that its id or document or phone and name tell, or a new one. */
export const judgeClient: JudgeRow = async (trx, world, { cells, key, digest, known }) => {
  const id = known?.subjectId ?? await clientOfId(trx, key);
  if (id !== null && await isErased(trx, id)) return { problems: { key: { code: "import_erased" } } };
  if (known?.digest === digest) return sameAs(known.subjectId);
  const before = id === null ? null : await cellsOfClient(trx, id);
  const input = clientOf(world, { ...before, ...cells });
  if (isRefused(input)) return input;
  if (id !== null && before) {
    return {
      outcome: "changed",
      async write() {
        await overwriteClient(trx, world.ctx, id, input);
        return id;
      },
    };
  }
  const twin = await findTwin(trx, world, cells);
  if (twin !== null) return sameAs(twin);
  return { outcome: "made", write: async () => (await addClient(trx, world.ctx, input)).id };
};

type Refused = { problems: FieldErrors };

export function isRefused(given: ClientInput | Refused): given is Refused {
  return "problems" in given;
}

const REACHED = ["phone", "whatsapp", "email"] as const;

/** A client as the form of a client would have it. */
export function clientOf({ ctx }: Pick<RowWorld, "ctx">, cells: Cells): ClientInput | Refused {
  const problems: FieldErrors = {};
  const kind = cells.client_kind ? clientKindOf(cells.client_kind) : "person";
  if (kind === null) problems.client_kind = { code: "import_kind" };
  const locale = cells.locale ? localeOf(cells.locale) : undefined;
  if (locale === null) problems.locale = { code: "import_locale" };
  const channel = cells.channel ? channelOf(cells.channel) : undefined;
  if (channel === null) problems.channel = { code: "invalid" };
  const consents: Typed = {};
  for (const one of CONSENT_CHANNELS) {
    const cell = cells[`consent_${one}`];
    const answer = cell ? consentOf(cell) : undefined;
    if (answer === null) problems[`consent_${one}`] = { code: "invalid" };
    if (answer) consents[one] = answer;
  }
  const contacts = REACHED.flatMap((field) =>
    severalOf(cells[field] ?? "").map((value) => ({ field, kind: field, value }))
  );
  const typed: Typed = {
    kind: kind ?? "person",
    name: cells.name ?? cells.client ?? "",
    document: cells.document ?? "",
    address: cells.address ?? "",
    notes: cells.notes ?? "",
    ...locale && { locale },
    ...channel && { channel },
    ...Object.keys(consents).length > 0 && { consents },
    contacts: contacts.map(({ kind, value }) => ({ kind, value })),
  };
  const form = check(clientInput(ctx.shop.settings.country), typed);
  if (!form.ok) {
    for (const [path, error] of Object.entries(form.errors)) {
      const contact = /^contacts\.(\d+)/.exec(path)?.[1];
      const field = contact === undefined ? path : contacts[Number(contact)]?.field ?? "phone";
      problems[field === "kind" ? "client_kind" : field] ??= error;
    }
  }
  return form.ok && Object.keys(problems).length === 0 ? form.data : { problems };
}

/** `11 4444-5555 / 11 6666-7777`: several ways in one cell. */
function severalOf(cell: string): string[] {
  return cell.split(/[,;/|\n]/).map((one) => one.trim()).filter((one) => one !== "");
}

/** Who asked to be forgotten does not come back by a file. */
async function isErased(trx: Db, id: string): Promise<boolean> {
  const row = await trx.selectFrom("client").select("erased_at").where("id", "=", id).executeTakeFirst();
  return row?.erased_at !== null && row?.erased_at !== undefined;
}

/** By the id that our own exports give. */
async function clientOfId(trx: Db, key: string): Promise<string | null> {
  if (!/^[0-9a-f-]{36}$/.test(key)) return null;
  const row = await trx.selectFrom("client").select("id").where("id", "=", key).executeTakeFirst();
  return row?.id ?? null;
}

/** Somebody who is in the book already: the same document, or the same name with the same phone or e-mail. */
export async function findTwin(
  trx: Db,
  { ctx }: Pick<RowWorld, "ctx">,
  cells: Cells,
): Promise<string | null> {
  if (cells.document && isDocument(cells.document)) {
    const found = await trx.selectFrom("client").select("id")
      .where("document_fold", "=", documentFold(cells.document)).orderBy("seq").limit(1).executeTakeFirst();
    if (found) return found.id;
  }
  const { country } = ctx.shop.settings;
  const values = REACHED.flatMap((field) =>
    severalOf(cells[field] ?? "").map((typed) =>
      field === "email" ? typed.toLowerCase() : normalisePhone(typed, country) ?? ""
    )
  ).filter((value) => value !== "");
  const name = fold(cells.name ?? cells.client ?? "");
  if (values.length === 0 || name === "") return null;
  const found = await trx.selectFrom("contact").innerJoin("client", "client.id", "contact.client_id")
    .select("client.id").where("contact.value", "in", values).where("client.name_fold", "=", name)
    .orderBy("client.seq").limit(1).executeTakeFirst();
  return found?.id ?? null;
}

/** A client as a row would have it, so that a file without some columns leaves those as they are. */
async function cellsOfClient(trx: Db, id: string): Promise<Cells | null> {
  const client = await trx.selectFrom("client").select([
    "kind",
    "name",
    "document",
    "address",
    "notes",
    "locale",
  ])
    .where("id", "=", id).executeTakeFirst();
  if (!client) return null;
  const contacts = await trx.selectFrom("contact").select(["kind", "value"]).where("client_id", "=", id)
    .orderBy("position").execute();
  const of = (field: ImportField) =>
    contacts.filter(({ kind }) => kind === field).map(({ value }) => value).join(", ");
  const { kind, ...facts } = client;
  return { ...facts, client_kind: kind, phone: of("phone"), whatsapp: of("whatsapp"), email: of("email") };
}

/** Whose a device or an order is: by the id of an imported client or of our own, as a twin, or somebody new. */
export async function ownerOf(
  trx: Db,
  world: RowWorld,
  cells: Cells,
): Promise<Refused | { id: string | null; make(): Promise<string> }> {
  const key = cells.client_key ?? "";
  const linked = key === "" ? undefined : await trx.selectFrom("import_link").select("subject_id")
    .where("kind", "=", "clients").where("key", "=", `${world.prefix}id:${key}`).executeTakeFirst();
  const id = linked?.subject_id ?? await clientOfId(trx, key) ?? await findTwin(trx, world, cells);
  if (id !== null && await isErased(trx, id)) return { problems: { client_key: { code: "import_erased" } } };
  if (id !== null) return { id, make: () => Promise.resolve(id) };
  if (!cells.client) {
    const code = key === "" ? "import_owner_missing" : "import_owner_unknown";
    return { problems: { [key === "" ? "client" : "client_key"]: { code } } };
  }
  const input = clientOf(world, { ...cells, name: cells.client });
  if (isRefused(input)) {
    const { name, ...others } = input.problems;
    return { problems: { ...others, ...name && { client: name } } };
  }
  return { id: null, make: async () => (await addClient(trx, world.ctx, input)).id };
}
