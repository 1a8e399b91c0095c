/** A daemon that has not been heard for this long counts as away; it asks at least every eight seconds. */
export const AGENT_SILENT_MS = 12_000;
/** Who is silent announces nothing: open pages look by themselves this often, so that staff know within fifteen seconds. */
export const SILENCE_LOOK_MS = 2_500;
/** How long a poll waits for work. Short enough that silence shows soon, long enough to be no burden. */
export const POLL_WAIT_SECONDS = 8;

export type AgentState = "revoked" | "never_seen" | "away" | "connected";

export function agentState(
  agent: { last_seen_at: number | null; revoked_at: number | null },
  now: number,
): AgentState {
  if (agent.revoked_at !== null) return "revoked";
  if (agent.last_seen_at === null) return "never_seen";
  return now - agent.last_seen_at > AGENT_SILENT_MS ? "away" : "connected";
}
