import type { TellChannel } from "../mail/message.ts";

/** By what it is known that the client was told: a mail that was taken over, or somebody of the shop who says how. */
export type NoticeProof = "mail" | TellChannel;

/** A notice to a client that their device waits. Instants are UTC milliseconds. */
export interface PickupNotice {
  /** The day of the policy that it stands for, null for one given out of turn. */
  day: number | null;
  givenAt: number;
  provenAt: number | null;
  provenBy: NoticeProof | null;
  /** What the mail server said as it took the mail over, "" for none. */
  answer: string;
}

/** How an order stands before it can be declared abandoned. */
export interface NoticeStanding {
  /** Days after being ready. */
  demanded: readonly number[];
  /** Since it is ready, oldest first. */
  given: readonly PickupNotice[];
}

export const DAY = 86_400_000;

/** The latest day of a policy that has come by now, null before the first. */
export function dueDay(
  days: readonly number[],
  { since, now }: { since: number; now: number },
): number | null {
  return days.findLast((day) => since + day * DAY <= now) ?? null;
}

export function provenOf({ given }: Pick<NoticeStanding, "given">): number {
  return given.filter(({ provenAt }) => provenAt !== null).length;
}

/** Whether fewer were proven than days of the policy have come: one went out late, or never reached the client. */
export function isBehind(standing: NoticeStanding, at: { since: number; now: number }): boolean {
  const come = standing.demanded.filter((day) => at.since + day * DAY <= at.now);
  return provenOf(standing) < come.length;
}

/** How many proven notices the policy still demands. */
export function missingOf(standing: NoticeStanding): number {
  return Math.max(0, standing.demanded.length - provenOf(standing));
}
