import { listedTransition, type OrderStatus } from "../orders/status.ts";
import type { AllowedMove } from "../orders/transition.ts";

/** Why an offer cannot be sent from where its order stands, as the reason of a refusal; null when nothing hinders it. */
export function sendObstacle(
  { status, moves }: { status: OrderStatus; moves: readonly AllowedMove[] },
): string | null {
  if (status === "awaiting_approval") return null;
  const move = moves.find(({ to }) => to === "awaiting_approval");
  if (move) return move.obstacle?.reason ?? null;
  return listedTransition(status, "awaiting_approval") ? "move_not_yours" : "quote_not_now";
}
