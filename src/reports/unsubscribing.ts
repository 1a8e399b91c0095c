import { hmac, sameText } from "../lib/token.ts";

/** What a link must carry to take a recipient off; it holds as long as the shop's key. */
export function unsubscribeToken(secretKey: string, recipientId: string): string {
  return hmac(secretKey, `report ${recipientId}`);
}

export function isUnsubscribeToken(secretKey: string, recipientId: string, given: string): boolean {
  return sameText(given, unsubscribeToken(secretKey, recipientId));
}
