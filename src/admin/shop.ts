import type { Db } from "../db/open.ts";
import { together } from "../db/together.ts";
import { CHECKOUT_PROVIDERS } from "../gateways/gateway.ts";
import type { Live } from "../http/live.ts";
import { AppError } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import type { ChatKinds } from "../mail/message.ts";
import { chatKinds, chosenChats } from "../whatsapp/chosen.ts";
import { type Holiday, holidaysFrom } from "./holidays.ts";
import { type Opening, openingFrom } from "./opening.ts";
import { type Settings, settingsFrom } from "./settings.ts";

/** What nearly every request needs to know of the shop. */
export interface Shop {
  /** Null until the owner has set the shop up. */
  organization: Organization | null;
  branches: readonly Branch[];
  settings: Settings;
  /** A payment provider is switched on: clients can be asked to pay online. */
  paysOnline: boolean;
  /** What goes by WhatsApp where this server may reach it. */
  chats: ChatKinds;
}

export interface Organization {
  id: string;
  name: string;
  taxId: string;
  address: string;
  phone: string;
  email: string;
  timeZone: string;
  currency: string;
  locale: Locale;
  version: number;
}

export interface Branch {
  id: string;
  code: string;
  name: string;
  address: string;
  phone: string;
  timeZone: string;
  currency: string;
  active: boolean;
  opening: Opening;
  holidays: readonly Holiday[];
  version: number;
}

export interface ShopReader {
  read(): Promise<Shop>;
}

const FRESH_MS = 5_000;

/** Reads the shop at most every 5 s (another process may have changed it) and at once after `live.changed("shop")`. */
export function openShop(world: { db: Db; clock: () => number; live: Live }): ShopReader {
  let known: { at: number; shop: Promise<Shop> } | null = null;
  world.live.subscribe(["shop"], () => known = null);
  return {
    read() {
      const now = world.clock();
      if (known && now - known.at < FRESH_MS && now >= known.at) return known.shop;
      const reading = { at: now, shop: readShop(world.db) };
      known = reading;
      reading.shop.catch(() => known = known === reading ? null : known);
      return reading.shop;
    },
  };
}

export async function readShop(db: Db): Promise<Shop> {
  const { organizations: [organization], branches, settings, providers, chats } = await together({ db }, {
    organizations: db.selectFrom("organization")
      .select(["id", "name", "tax_id", "address", "phone", "email", "time_zone", "currency", "locale"])
      .select("version").limit(1),
    branches: db.selectFrom("branch")
      .select(["id", "code", "name", "address", "phone", "time_zone", "currency", "active", "version"])
      .orderBy("code"),
    settings: db.selectFrom("setting").select(["branch_id", "key", "value_json"]),
    providers: db.selectFrom("payment_gateway").select("provider").where("enabled", "=", 1)
      .where("provider", "in", CHECKOUT_PROVIDERS),
    chats: chosenChats(db),
  });
  return {
    organization: organization
      ? {
        id: organization.id,
        name: organization.name,
        taxId: organization.tax_id,
        address: organization.address,
        phone: organization.phone,
        email: organization.email,
        timeZone: organization.time_zone,
        currency: organization.currency,
        locale: organization.locale,
        version: organization.version,
      }
      : null,
    branches: branches.map((branch) => ({
      ...hoursOf(settings.filter((row) => row.branch_id === branch.id)),
      id: branch.id,
      code: branch.code,
      name: branch.name,
      address: branch.address,
      phone: branch.phone,
      timeZone: branch.time_zone,
      currency: branch.currency,
      active: branch.active === 1,
      version: branch.version,
    })),
    settings: settingsFrom(settings.filter((row) => row.branch_id === "")),
    paysOnline: providers.length > 0,
    chats: chatKinds(chats),
  };
}

function hoursOf(own: readonly { key: string; value_json: string }[]): Pick<Branch, "opening" | "holidays"> {
  return { opening: openingFrom(own), holidays: holidaysFrom(own) };
}

/** The branch of an id; every row that names one refers to it, so a missing one is a fault of ours. */
export function branchOf(shop: Shop, id: string): Branch {
  const branch = shop.branches.find((one) => one.id === id);
  if (!branch) throw new AppError("internal", { reason: `no branch ${id}` });
  return branch;
}
