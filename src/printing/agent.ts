/** A daemon that has not been heard for this long counts as away: it asks at least every ten seconds, and staff know within fifteen. */
export const AGENT_SILENT_MS = 14_000;
/** How long a poll waits for work. Short enough that silence shows soon, long enough to be no burden. */
export const POLL_WAIT_SECONDS = 10;

export type AgentState = "revoked" | "never_seen" | "away" | "connected";

export function agentState(
  agent: { last_seen_at: number | null; revoked_at: number | null },
  now: number,
): AgentState {
  if (agent.revoked_at !== null) return "revoked";
  if (agent.last_seen_at === null) return "never_seen";
  return now - agent.last_seen_at > AGENT_SILENT_MS ? "away" : "connected";
}
