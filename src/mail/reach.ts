import { consentsOf } from "../clients/consent.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";
import { type Reach, reachOf } from "./plan.ts";
import { bouncedAt } from "./suppression.ts";

/** How a client can be told, as of now. @throws AppError not_found */
export async function readReach(db: Db, clientId: string): Promise<Reach> {
  const client = await db.selectFrom("client").select([
    "name",
    "locale",
    "channel",
    "consents_json",
    "no_mail_since",
  ])
    .where("id", "=", clientId).executeTakeFirst();
  if (!client) throw notFound();
  const contacts = await db.selectFrom("contact").select(["kind", "value"]).select(bouncedAt)
    .where("client_id", "=", clientId).orderBy("position").execute();
  const { name, consents_json, ...row } = client;
  return reachOf({ ...row, client: name, consents: consentsOf({ consents_json }), contacts });
}
