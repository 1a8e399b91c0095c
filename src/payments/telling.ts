import type { Settings } from "../admin/settings.ts";
import { type Plan, planFor, type Reach, type Senders } from "../mail/plan.ts";
import { messageOfMove } from "../orders/move_message.ts";

interface Shop {
  shop: { settings: Pick<Settings, "told_statuses" | "mail_payment_receipt"> };
}

/**
 * Who hears of a payment that is entered by hand, null where the shop tells nobody of one. `awaited`: an approved offer goes on with
 * it.
 */
export function planOfPayment(
  { shop: { settings }, ...senders }: Senders & Shop,
  reach: Reach,
  { awaited }: { awaited: boolean },
): Plan | null {
  const goesOn = awaited ? messageOfMove(settings, "approved") : null;
  const kind = settings.mail_payment_receipt ? "payment_receipt" : goesOn;
  return kind && planFor(senders, reach, { kind });
}
