const BEAT_MS = 500;
/** A peak stays to be seen for one or two of these. */
const WINDOW_MS = 30_000;

let current = 0;
let former = 0;
let sinceTaken = 0;

/** Watches how late timers are: as long as something else held the process up. */
export function startLagWatch(): { stop(): void } {
  let due = performance.now() + BEAT_MS;
  let turned = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    current = Math.max(current, now - due);
    sinceTaken = Math.max(sinceTaken, now - due);
    due = now + BEAT_MS;
    if (now - turned < WINDOW_MS) return;
    turned = now;
    former = current;
    current = 0;
  }, BEAT_MS);
  return { stop: () => clearInterval(timer) };
}

/** The longest that the process stood still of late, milliseconds. */
export function longestLag(): number {
  return Math.max(current, former);
}

/** The longest since this was last asked, milliseconds. */
export function takeLag(): number {
  const longest = sinceTaken;
  sinceTaken = 0;
  return longest;
}
