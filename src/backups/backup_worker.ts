import type { FileOrder } from "../db/embedded/copy.ts";
import { carryOutOrder } from "../db/embedded/file_orders.ts";
import { answerOrders } from "../lib/thread.ts";
import { decryptWith, encryptFor } from "./age.ts";
import { orAbsent } from "../files/durable.ts";
import { type Measured, packed, unpacked, watched, writeFile } from "./streams.ts";
import type { SealingOrder } from "./thread.ts";

answerOrders((order: FileOrder | SealingOrder) => "from" in order ? written(order) : carryOutOrder(order));

async function written(order: SealingOrder): Promise<Measured | null | "damaged"> {
  const file = await orAbsent(Deno.open(order.from));
  if (!file) return null;
  if (order.act !== "seal") return await writeFile(await changed(file.readable, order), order.to);
  const { content, sha256 } = watched(file.readable);
  const sealed = await writeFile(await encryptFor(order.recipients, content), order.to);
  if (sha256() === order.sha256) return sealed;
  await Deno.remove(order.to);
  return "damaged";
}

async function changed(content: ReadableStream<Uint8Array>, order: Exclude<SealingOrder, { act: "seal" }>) {
  if (order.act === "open_and_unpack") return unpacked(await decryptWith(order.identity, content));
  return await encryptFor(order.recipients, packed(content));
}
