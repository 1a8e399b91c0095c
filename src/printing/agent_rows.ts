import type { Selectable } from "kysely";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { AppError, conflict } from "../lib/app_error.ts";
import { sha256 } from "../lib/token.ts";
import { INCUMBENT_SECONDS } from "./protocol.ts";

export type AgentRow = Selectable<Schema["agent"]>;

/** Whose token this is; null when nobody's, or no longer. */
export async function agentOfToken(db: Db, token: string): Promise<AgentRow | null> {
  const agent = await db.selectFrom("agent").selectAll().where("token_hash", "=", sha256(token))
    .where("revoked_at", "is", null).executeTakeFirst();
  return agent ?? null;
}

/** False once the agent was revoked, or has started anew. */
export async function isServing(
  db: Db,
  { agentId, bootId }: { agentId: string; bootId: string },
): Promise<boolean> {
  const row = await db.selectFrom("agent").select("id").where("id", "=", agentId).where(
    "boot_id",
    "=",
    bootId,
  )
    .where("revoked_at", "is", null).executeTakeFirst();
  return row !== undefined;
}

/** The agent, locked until the transaction ends: its requests go one after the other. @throws AppError unauthenticated */
export async function lockAgent(trx: Db, id: string): Promise<AgentRow> {
  const agent = await trx.selectFrom("agent").selectAll().where("id", "=", id).where("revoked_at", "is", null)
    .forUpdate().executeTakeFirst();
  if (!agent) throw new AppError("unauthenticated");
  return agent;
}

/** One spool holds a token. Another may take over once the first has been silent. @throws AppError conflict */
export function refuseStranger(agent: AgentRow, instance: string, now: number): void {
  if (agent.instance === "" || agent.instance === instance) return;
  const silence = now - (agent.last_seen_at ?? 0);
  if (silence < INCUMBENT_SECONDS * 1000) throw conflict("other_instance");
}
