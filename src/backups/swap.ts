import { dirname, join } from "node:path";
import { z } from "zod";
import { orAbsent, syncFolder, writeSynced } from "../files/durable.ts";

const JOURNAL = "restore.json";

/** Where a shop is made ready beside the one that is there. */
export const STAGING = "restoring";

const journalSchema = z.object({
  /** What is there already is put aside; what has been staged takes its place. */
  moves: z.array(z.object({ staged: z.string().nullable(), target: z.string(), aside: z.string() })),
  /** Folder that is removed at the end. */
  staging: z.string(),
});
export type Swap = z.output<typeof journalSchema>;

/**
 * Puts what was restored in the place of what is there. From the moment at which it is written down it is carried through, by the next
 * start if this one does not get so far: there is the old shop or the new one, never half of each.
 */
export async function swapIn(dataDir: string, swap: Swap): Promise<void> {
  const path = join(dataDir, JOURNAL);
  await writeSynced(`${path}.new`, JSON.stringify(swap));
  await Deno.rename(`${path}.new`, path);
  await syncFolder(dataDir);
  await finishSwap(dataDir);
}

/** Ends a restore whose process was stopped half way, or clears what it had made ready before it took its place. Does nothing where there is none. */
export async function finishSwap(dataDir: string): Promise<void> {
  const path = join(dataDir, JOURNAL);
  const text = await orAbsent(Deno.readTextFile(path));
  if (text === null) {
    await orAbsent(Deno.remove(join(dataDir, STAGING), { recursive: true }));
    return;
  }
  const { moves, staging } = journalSchema.parse(JSON.parse(text));
  for (const { staged, target, aside } of moves) {
    const waiting = staged === null ? false : await exists(staged);
    // What was put aside before is the old one; what stands there now has taken its place already.
    if ((waiting || staged === null) && await exists(target) && !await exists(aside)) {
      await Deno.mkdir(dirname(aside), { recursive: true, mode: 0o700 });
      await Deno.rename(target, aside);
    }
    if (waiting && staged !== null) await Deno.rename(staged, target);
    await syncFolder(dirname(target));
  }
  await orAbsent(Deno.remove(staging, { recursive: true }));
  await Deno.remove(path);
  await syncFolder(dataDir);
}

async function exists(path: string): Promise<boolean> {
  return await orAbsent(Deno.lstat(path)) !== null;
}
