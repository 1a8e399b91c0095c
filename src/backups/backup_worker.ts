import type { FileOrder } from "../db/embedded/copy.ts";
import { carryOutOrder } from "../db/embedded/file_orders.ts";
import { answerOrders } from "../lib/thread.ts";
import { decryptWith, encryptFor } from "./age.ts";
import { orAbsent } from "../files/durable.ts";
import { type Measured, packed, unpacked, writeFile } from "./streams.ts";
import type { SealingOrder } from "./thread.ts";

answerOrders((order: FileOrder | SealingOrder) => "from" in order ? written(order) : carryOutOrder(order));

async function written(order: SealingOrder): Promise<Measured | null> {
  const file = await orAbsent(Deno.open(order.from));
  return file && await writeFile(await changed(file.readable, order), order.to);
}

async function changed(content: ReadableStream<Uint8Array>, order: SealingOrder) {
  if (order.act === "open_and_unpack") return unpacked(await decryptWith(order.identity, content));
  return await encryptFor(order.recipients, order.act === "seal" ? content : packed(content));
}
