import type { Selectable } from "kysely";
import type { Db } from "../db/open.ts";
import { prepared } from "../db/prepared.ts";
import type { Schema } from "../db/schema.ts";
import { AppError, conflict } from "../lib/app_error.ts";
import { sha256 } from "../lib/token.ts";
import { INCUMBENT_SECONDS } from "./protocol.ts";

export type AgentRow = Selectable<Schema["agent"]>;

/** Whose token this is; null when nobody's, or no longer. */
export async function agentOfToken(db: Db, token: string): Promise<AgentRow | null> {
  const [agent = null] = await byToken({ db }, { hash: sha256(token) });
  return agent;
}

const byToken = prepared(({ db }: { db: Db }, at: { hash: string }) =>
  db.selectFrom("agent").selectAll().where("token_hash", "=", at.hash).where("revoked_at", "is", null)
);

/** False once the agent was revoked, or has started anew. */
export async function isServing(
  db: Db,
  boot: { agentId: string; bootId: string },
): Promise<boolean> {
  return (await serving({ db }, boot)).length > 0;
}

const serving = prepared(({ db }: { db: Db }, at: { agentId: string; bootId: string }) =>
  db.selectFrom("agent").select("id").where("id", "=", at.agentId).where("boot_id", "=", at.bootId)
    .where("revoked_at", "is", null)
);

/** The agent, locked until the transaction ends: its requests go one after the other. @throws AppError unauthenticated */
export async function lockAgent(trx: Db, id: string): Promise<AgentRow> {
  const [agent] = await locked({ db: trx }, { id });
  if (!agent) throw new AppError("unauthenticated");
  return agent;
}

const locked = prepared(({ db }: { db: Db }, at: { id: string }) =>
  db.selectFrom("agent").selectAll().where("id", "=", at.id).where("revoked_at", "is", null).forUpdate()
);

/** One spool holds a token. Another may take over once the first has been silent. @throws AppError conflict */
export function refuseStranger(agent: AgentRow, instance: string, now: number): void {
  if (agent.instance === "" || agent.instance === instance) return;
  const silence = now - (agent.last_seen_at ?? 0);
  if (silence < INCUMBENT_SECONDS * 1000) throw conflict("other_instance");
}
