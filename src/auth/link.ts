/** What a link by mail lets somebody do, once: choose the first password, or another one. */
export type UserLinkPurpose = "invitation" | "password_reset";

/** For how long it is good, in milliseconds. */
export const LINK_LASTS: Record<UserLinkPurpose, number> = {
  invitation: 7 * 86_400_000,
  password_reset: 30 * 60_000,
};
