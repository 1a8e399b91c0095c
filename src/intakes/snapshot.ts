import type { Branch, Shop } from "../admin/shop.ts";
import type { Contact } from "../clients/client.ts";
import type { Locale } from "../lib/locale.ts";
import type { IntakeDevice } from "./input.ts";
import type { IntakeReceipt, ReceiptClient, ReceiptShop, ReceiptSignature } from "./receipt.ts";
import type { Terms } from "./terms.ts";

export interface ReceivedClient {
  id: string;
  name: string;
  document: string;
  locale: Locale;
  contacts: Pick<Contact, "kind" | "value" | "display">[];
}

/** What the receipt says for ever, put together from what the shop knew at that moment. */
export function intakeReceipt(facts: {
  at: number;
  by: string;
  shop: Shop;
  branch: Branch;
  client: ReceivedClient;
  orders: { number: string; received: IntakeDevice }[];
  terms: Terms;
  signature: ReceiptSignature | null;
  unsignedReason: string;
}): IntakeReceipt {
  const { branch, client, terms } = facts;
  return {
    receiptVersion: 1,
    locale: client.locale,
    timeZone: branch.timeZone,
    reference: facts.orders[0]?.number ?? "",
    receivedAt: facts.at,
    receivedBy: facts.by,
    shop: receiptShop(facts.shop, branch),
    client: receiptClient(client),
    orders: facts.orders.map(({ number, received }) => ({
      number,
      device: received.device,
      accessories: received.accessories,
      condition: received.condition,
      fault: received.fault,
      promisedAt: received.promisedAt,
      priority: received.priority,
      preauthorised: received.preauthorisedMinor === null
        ? null
        : { minor: received.preauthorisedMinor, currency: branch.currency },
      photos: received.photoIds.length,
      ...(received.warrantyOf !== null && { warrantyOf: received.warrantyOf }),
    })),
    terms: { version: terms.version, text: terms.text },
    signature: facts.signature,
    unsignedReason: facts.unsignedReason,
  };
}

export function receiptShop({ organization, settings: { logo } }: Shop, branch: Branch): ReceiptShop {
  return {
    name: organization?.name ?? branch.name,
    taxId: organization?.taxId ?? "",
    branch: branch.name,
    address: branch.address || (organization?.address ?? ""),
    phone: branch.phone || (organization?.phone ?? ""),
    email: organization?.email ?? "",
    ...(logo && { logo: { sheet: logo.sheet, roll: logo.roll } }),
  };
}

export function receiptClient({ name, document, contacts }: ReceivedClient): ReceiptClient {
  return {
    name,
    document,
    phone: contacts.find((contact) => contact.kind !== "email")?.display ?? "",
    email: contacts.find((contact) => contact.kind === "email")?.display ?? "",
  };
}
