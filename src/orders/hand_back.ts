import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { FieldErrors } from "../lib/app_error.ts";
import type { DeliveryInput } from "./input.ts";

/** What came with a device besides it. */
export interface Accessory {
  id: string;
  description: string;
}

/** An accessory as the delivery leaves it; the note of one that stays says why. */
export interface SettledAccessory extends Accessory {
  returned: boolean;
  note: string;
}

/** In the order in which they were noted down at the intake. */
export async function accessoriesOf(db: Db, orderId: string): Promise<Accessory[]> {
  return await db.selectFrom("order_accessory").select(["id", "description"]).where("order_id", "=", orderId)
    .orderBy("position").execute();
}

/** What the form says of each accessory; one that is neither ticked nor explained is wrong at its note. */
export function settleAccessories(
  came: readonly Accessory[],
  input: DeliveryInput,
): { accessories: SettledAccessory[]; fields: FieldErrors } {
  const fields: FieldErrors = {};
  const accessories = came.map((accessory, index): SettledAccessory => {
    const said = input.accessories.find(({ id }) => id === accessory.id);
    const { returned, note } = said ?? { returned: false, note: "" };
    if (!returned && note === "") fields[`accessories.${index}.note`] = { code: "accessory_unsettled" };
    return { ...accessory, returned, note };
  });
  return { accessories, fields };
}

export async function insertHandBack(
  trx: Db,
  ctx: Ctx,
  { deliveryId, accessories }: { deliveryId: string; accessories: readonly SettledAccessory[] },
): Promise<void> {
  if (accessories.length === 0) return;
  await trx.insertInto("delivery_accessory").values(accessories.map(({ id, returned, note }) => ({
    id: ctx.random.id(ctx.now),
    delivery_id: deliveryId,
    accessory_id: id,
    returned: returned ? 1 : 0,
    note,
  }))).execute();
}

/** `Cargador (con el cable gastado)`. */
export function withNote({ description, note }: Omit<SettledAccessory, "id" | "returned">): string {
  return note === "" ? description : `${description} (${note})`;
}
