import { addClient } from "../../src/clients/commands.ts";
import type { ContactKind } from "../../src/clients/client.ts";
import { clientInput } from "../../src/clients/input.ts";
import type { Ctx } from "../../src/context.ts";
import { registerDevice } from "../../src/devices/commands.ts";
import type { DeviceInput } from "../../src/devices/input.ts";

const NAMES = ["Marta Gómez", "Raúl Pereyra", "Lucía Fernández", "Óscar Ibáñez", "Inés Quiroga", "Hugo Sosa"];
const DEVICES = [
  { category: "phone", brand: "Samsung", model: "Galaxy A52" },
  { category: "laptop", brand: "Lenovo", model: "IdeaPad 3" },
  { category: "tv", brand: "LG", model: "43UP7750" },
  { category: "console", brand: "Sony", model: "PlayStation 4" },
] as const satisfies Partial<DeviceInput>[];

let made = 0;

export interface ClientWish {
  name?: string;
  kind?: "person" | "company";
  document?: string;
  /** As typed at the counter: phones are read as the shop's country's. */
  phone?: string;
  whatsapp?: string;
  email?: string;
  address?: string;
  notes?: string;
  locale?: "es" | "en";
}

/** A client in the book, with a phone of its own unless one is wished for. */
export async function aClient(ctx: Ctx, wish: ClientWish = {}): Promise<{ id: string; name: string }> {
  made++;
  const { phone = `11 4${String(made).padStart(3, "0")}-${String(made).padStart(4, "0")}`, whatsapp, email } =
    wish;
  const contacts = wished([["phone", phone], ["whatsapp", whatsapp], ["email", email]]);
  const name = wish.name ?? `${NAMES[made % NAMES.length]} ${made}`;
  const input = clientInput(ctx.shop.settings.country).parse({ ...wish, name, contacts });
  const { id } = await ctx.db.transaction().execute((trx) => addClient(trx, ctx, input));
  return { id, name };
}

export interface DeviceWish extends Partial<DeviceInput> {
  clientId?: string;
}

/** A device of a client, who is made where none is named. */
export async function aDevice(ctx: Ctx, wish: DeviceWish = {}): Promise<{ id: string; clientId: string }> {
  const clientId = wish.clientId ?? (await aClient(ctx)).id;
  made++;
  const usual = DEVICES[made % DEVICES.length] ?? DEVICES[0];
  const serial = wish.serial ?? `RPR${String(made).padStart(6, "0")}`;
  const device: DeviceInput = { ...usual, ...wish, serial };
  const { category, brand, model } = device;
  const { id } = await ctx.db.transaction().execute((trx) =>
    registerDevice(trx, ctx, { clientId, device: { category, brand, model, serial } })
  );
  return { id, clientId };
}

function wished(contacts: [ContactKind, string | undefined][]): { kind: ContactKind; value: string }[] {
  return contacts.flatMap(([kind, value]) => value ? [{ kind, value }] : []);
}
