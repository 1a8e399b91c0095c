import { openThread, type Thread } from "../lib/thread.ts";

/** What a thread is asked to do with a file of a backup; one that is no longer there is answered by null. */
export type SealingOrder =
  & { from: string; to: string }
  & ({ act: "seal" | "pack_and_seal"; recipients: string[] } | { act: "open_and_unpack"; identity: string });

const ENTRY = new URL("./sealing_worker.ts", import.meta.url);

/** Compressing and encrypting take the processor for as long as the shop is large: on a thread of its own nobody waits for them. */
export function openSealing(): Thread<SealingOrder> {
  return openThread(ENTRY);
}
