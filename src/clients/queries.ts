import type { Db } from "../db/open.ts";
import { documentFold } from "./client.ts";

export interface Duplicate {
  id: string;
  name: string;
  document: string;
  /** What is the same. */
  matches: DuplicateMatch[];
}
export type DuplicateMatch = "phone" | "email" | "document";

export interface Identity {
  /** E.164. */
  phones: readonly string[];
  /** Lower case. */
  emails: readonly string[];
  document: string;
  /** The client that is being edited. */
  except?: string;
}

const MOST_DUPLICATES = 5;

/** Clients that share a phone, an e-mail or a document: perhaps the same person, perhaps a family. Newest first. */
export async function possibleDuplicates(db: Db, identity: Identity): Promise<Duplicate[]> {
  const document = documentFold(identity.document);
  const values = [...identity.phones, ...identity.emails];
  if (document === "" && values.length === 0) return [];
  const byContact = db.selectFrom("contact").innerJoin("client", "client.id", "contact.client_id")
    .select(["client.id", "client.seq", "client.name", "client.document", "contact.kind as match"])
    .where("contact.value", "in", values.length > 0 ? values : [""])
    .orderBy("client.seq", "desc").limit(50);
  const byDocument = db.selectFrom("client")
    .select((q) => ["id", "seq", "name", "document", q.val("document").as("match")])
    .where("document_fold", "=", document).where("document_fold", "!=", "")
    .orderBy("seq", "desc").limit(MOST_DUPLICATES + 1);
  const rows = [...await byDocument.execute(), ...values.length > 0 ? await byContact.execute() : []];
  const found = new Map<string, Duplicate & { seq: number }>();
  for (const { match, ...row } of rows) {
    if (row.id === identity.except) continue;
    const duplicate = found.get(row.id) ?? { ...row, matches: [] };
    const said = match === "whatsapp" ? "phone" : match as DuplicateMatch;
    if (!duplicate.matches.includes(said)) duplicate.matches.push(said);
    found.set(row.id, duplicate);
  }
  return [...found.values()].sort((a, b) => b.seq - a.seq).slice(0, MOST_DUPLICATES)
    .map(({ seq: _, ...duplicate }) => duplicate);
}
