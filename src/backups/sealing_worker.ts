import { answerOrders } from "../lib/thread.ts";
import { decryptWith, encryptFor } from "./age.ts";
import { orAbsent } from "./disk_place.ts";
import type { SealingOrder } from "./sealing.ts";
import { type Measured, packed, unpacked, writeFile } from "./streams.ts";

answerOrders(carriedOut);

async function carriedOut(order: SealingOrder): Promise<Measured | null> {
  const file = await orAbsent(Deno.open(order.from));
  return file && await writeFile(await changed(file.readable, order), order.to);
}

function changed(content: ReadableStream<Uint8Array>, order: SealingOrder) {
  if (order.act === "seal") return encryptFor(order.recipients, content);
  if (order.act === "pack_and_seal") return encryptFor(order.recipients, packed(content));
  return decryptWith(order.identity, content).then(unpacked);
}
