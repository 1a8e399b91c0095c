import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { secretContext } from "../orders/secret.ts";
import type { IntakeDevice } from "./input.ts";
import type { Staff } from "./staff.ts";

interface Bringing {
  received: IntakeDevice;
  staff: Pick<Staff, "id">;
  photosPublic: boolean;
}

/** What came with the device: accessories, photos, and its secret, sealed. */
export async function attach(
  trx: Db,
  ctx: Ctx,
  { orderId, order }: { orderId: string; order: Bringing },
): Promise<void> {
  const { received, staff, photosPublic } = order;
  const accessories = received.accessories.map((description, position) => ({
    id: ctx.random.id(ctx.now),
    order_id: orderId,
    description,
    position,
  }));
  if (accessories.length > 0) await trx.insertInto("order_accessory").values(accessories).execute();
  if (received.photoIds.length > 0) {
    await trx.updateTable("attachment")
      .set({ order_id: orderId, visibility: photosPublic ? "public" : "internal" })
      .where("id", "in", received.photoIds).where("order_id", "is", null).execute();
  }
  if (!received.secret) return;
  const id = ctx.random.id(ctx.now);
  await trx.insertInto("secret").values({
    id,
    order_id: orderId,
    kind: received.secret.kind,
    sealed: await ctx.secrets.seal(received.secret.text, secretContext(id)),
    created_at: ctx.now,
    created_by: staff.id,
    purge_at: null,
    purged_at: null,
  }).execute();
}
