const OPEN = /^## (?:(\d+\.\d+\.\d+) — )?unreleased$/im;
const RELEASED = /^## (\d+\.\d+\.\d+) — \d{4}-\d{2}-\d{2}$/m;
const VERSION = /^\d+\.\d+\.\d+$/;

export interface Release {
  version: string;
  /** What is new, without the heading. */
  notes: string;
  /** The whole file, with this release dated and an empty section for what comes next. */
  changelog: string;
}

/** What `CHANGELOG.md` holds as unreleased, empty right after a release, with the version that its heading names. */
export function unreleased(changelog: string): { version: string | null; notes: string } {
  const { open, after } = openSection(changelog);
  return { version: open[1] ?? null, notes: notesOf(after) };
}

/**
 * Makes a release of what `CHANGELOG.md` holds as unreleased. Without a version it is the one that its heading names.
 * @throws with a sentence where there is nothing to release, or not under that version
 */
export function cutRelease(changelog: string, { version, day }: { version?: string; day: string }): Release {
  const { open, after } = openSection(changelog);
  const named = version ?? open[1];
  if (named === undefined) throw new Error("Say which version this is: deno task release-notes --cut 1.2.3");
  if (!VERSION.test(named)) throw new Error(`Not a version: ${named} (use 1.2.3)`);
  const notes = notesOf(after);
  if (notes === "") throw new Error("Nothing is unreleased: write CHANGELOG.md first");
  const last = RELEASED.exec(after)?.[1];
  if (last !== undefined && !isLater(named, last)) throw new Error(`${named} does not come after ${last}`);
  const before = changelog.slice(0, open.index);
  return {
    version: named,
    notes,
    changelog: `${before}## Unreleased\n\n## ${named} — ${day}${after}`,
  };
}

function openSection(changelog: string): { open: RegExpExecArray; after: string } {
  const open = OPEN.exec(changelog);
  if (!open) throw new Error('CHANGELOG.md has no section "## … unreleased"');
  return { open, after: changelog.slice(open.index + open[0].length) };
}

function notesOf(after: string): string {
  const end = after.search(/^## /m);
  return (end < 0 ? after : after.slice(0, end)).trim();
}

function isLater(version: string, than: string): boolean {
  const [one, other] = [version, than].map((text) => text.split(".").map(Number));
  const at = one?.findIndex((number, index) => number !== other?.[index]) ?? -1;
  return at >= 0 && (one?.[at] ?? 0) > (other?.[at] ?? 0);
}
