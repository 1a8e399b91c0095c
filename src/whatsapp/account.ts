/** What was entered of the shop's own Meta app; nothing of it but the verify token is ever shown. */
export interface WhatsappCredentials {
  token: string;
  /** Signs what Meta tells. */
  appSecret: string;
  /** Given back to Meta as it asks whether the address is ours. */
  verifyToken: string;
}

/** What came of asking Meta about the number. */
export type NumberCheck = "ok" | "refused" | "unreachable";

/** The only row of `whatsapp_account`. */
export const ACCOUNT_ID = "main";

/** A phone number as Meta knows it. */
export interface NumberFacts {
  displayPhone: string;
  verifiedName: string;
  /** `GREEN`, `YELLOW`, `RED` or `UNKNOWN`. */
  quality: string;
}
