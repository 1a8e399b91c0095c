import type { IntakeReceipt, IntakeReceiptOrder } from "../intakes/receipt.ts";
import { receiptClient, receiptShop } from "../intakes/snapshot.ts";
import { addOrder } from "./order_rows.ts";
import type { Rows } from "./rows.ts";
import { UNSIGNED_REASONS } from "./vocabulary.ts";
import type { Person, Place, Visit, World } from "./world.ts";

/** Adds every row of one visit: the intake and, for each device, its order with all that has happened by now. */
export function addVisit(rows: Rows, world: World, place: Place, visit: Visit): void {
  const { die, terms } = world;
  const counter = die.pick(place.staff.counter);
  const intakeId = die.id(visit.at);
  const orders = visit.parts.map((part) =>
    addOrder(rows, world, { ...place, at: visit.at, client: visit.client, part, intakeId, counter })
  );
  const announced = visit.parts.every(({ draft }) => draft);
  const unsignedReason = !announced && die.chance(0.3) ? die.pick(UNSIGNED_REASONS) : "";
  const signatureId = !announced && unsignedReason === "" ? addSignature(rows, world, visit) : null;
  const receipt = intakeReceipt(world, place, { visit, orders, counter, unsignedReason });
  rows.intake.push({
    id: intakeId,
    branch_id: place.branch.id,
    client_id: visit.client.id,
    terms_version_id: terms.id,
    signature_id: signatureId,
    unsigned_reason: unsignedReason,
    receipt_json: announced ? "" : JSON.stringify(receipt),
    form_key: die.id(visit.at),
    created_at: visit.at,
    created_by: counter.id,
  });
}

function addSignature(rows: Rows, { die }: World, { at, client }: Visit): string {
  const id = die.id(at);
  rows.signature.push({ id, purpose: "intake", name: client.name, file_hash: "", at, ip: "127.0.0.1" });
  return id;
}

function intakeReceipt(
  { shop, terms }: World,
  { branch }: Place,
  { visit: { at, client }, orders, counter, unsignedReason }: {
    visit: Visit;
    orders: IntakeReceiptOrder[];
    counter: Person;
    unsignedReason: string;
  },
): IntakeReceipt {
  return {
    receiptVersion: 1,
    locale: "es",
    timeZone: branch.timeZone,
    reference: orders[0]?.number ?? "",
    receivedAt: at,
    receivedBy: counter.name,
    shop: receiptShop(shop, branch),
    client: receiptClient({ ...client, locale: "es" }),
    orders,
    terms: { version: terms.version, text: terms.text },
    signature: unsignedReason === "" ? { name: client.name, at, fileHash: "" } : null,
    unsignedReason,
  };
}
