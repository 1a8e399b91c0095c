import { hmac, sameText } from "../lib/token.ts";

const DAY = 86_400_000;
export const DRAFT_DAYS = 7;

export interface DraftKey {
  userId: string;
  draftId: string;
}

/**
 * Lets a form that outlived its session still be saved as the draft of who filled it in, and nothing else: names the user, the
 * draft and the day on which the form was rendered.
 */
export function draftKey(secretKey: string, { userId, draftId }: DraftKey, now: number): string {
  const said = `${userId}.${draftId}.${Math.floor(now / DAY)}`;
  return `${said}.${hmac(secretKey, `intake draft ${said}`)}`;
}

/** Null when it is forged, altered or older than seven days. */
export function readDraftKey(secretKey: string, key: string, now: number): DraftKey | null {
  const [userId, draftId, day, mac] = key.split(".");
  if (!userId || !draftId || !day || !mac || !/^\d{1,8}$/.test(day)) return null;
  if (!sameText(mac, hmac(secretKey, `intake draft ${userId}.${draftId}.${day}`))) return null;
  const age = Math.floor(now / DAY) - Number(day);
  return age >= 0 && age <= DRAFT_DAYS ? { userId, draftId } : null;
}
