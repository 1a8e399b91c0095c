import type { FileOrder } from "../db/embedded/copy.ts";
import { openThread, type Thread } from "../lib/thread.ts";
import { ROOT } from "../root.ts";

/** What is done to a file of a backup; one that is no longer there is answered by null. */
export type SealingOrder =
  & { from: string; to: string }
  & (
    /** What does not hash to `sha256` is answered by "damaged", and not written. */
    | { act: "seal"; recipients: string[]; sha256: string }
    | { act: "pack_and_seal"; recipients: string[] }
    | { act: "open_and_unpack"; identity: string }
  );

export type BackupThread = Thread<FileOrder | SealingOrder>;

const ENTRY = new URL("src/backups/backup_worker.ts", ROOT);

/**
 * Copying, compressing and encrypting take the processor for as long as the shop is large: on a thread of its own nobody waits for them. One
 * for all of it, since its start is what others wait for.
 */
export function openBackupThread(): BackupThread {
  return openThread(ENTRY);
}
