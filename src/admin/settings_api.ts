import { type Operation, operation } from "../api/operation.ts";
import type { Ctx } from "../context.ts";
import { notFound } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { editAnySettings, editOrganization } from "./commands.ts";
import { settingsVersion } from "./settings.ts";
import {
  settingsFromJson,
  SettingsIn,
  settingsTold,
  Shop,
  shopAsIn,
  ShopIn,
  ShopSettings,
} from "./settings_json.ts";
import { readShop } from "./shop.ts";

const tag = "shop";

/** What the shop is and what it has chosen. */
export const settingsOperations: readonly Operation[] = [
  operation({
    id: "getShop",
    method: "get",
    path: paths.apiShop(),
    tag,
    scope: "settings:read",
    summary: "Read the shop's facts",
    answer: { text: "The shop", schema: Shop },
    handle: (ctx) => shopTold(ctx),
  }),
  operation({
    id: "updateShop",
    method: "patch",
    path: paths.apiShop(),
    tag,
    scope: "settings:write",
    summary: "Change the shop's facts",
    body: ShopIn,
    example: { phone: "+54 11 4321-0000" },
    answer: { text: "The shop as it is now", schema: Shop },
    merge: {
      stale: "organization_changed",
      async onto(ctx) {
        const { organization, settings } = await shopNow(ctx);
        return { value: shopAsIn(organization, settings), version: organization.version };
      },
    },
    async handle(ctx, { body, version }) {
      await editOrganization(ctx, { ...body, version });
      return await shopTold(ctx);
    },
  }),
  operation({
    id: "getSettings",
    method: "get",
    path: paths.apiSettings(),
    tag,
    scope: "settings:read",
    summary: "Read the settings",
    description: "What each is for stands beside it on the page of the settings.",
    answer: { text: "All of them", schema: ShopSettings },
    handle: (ctx) => told(ctx),
  }),
  operation({
    id: "updateSettings",
    method: "patch",
    path: paths.apiSettings(),
    tag,
    scope: "settings:write",
    summary: "Change settings",
    description:
      "Null gives a setting its usual value back. `admins_two_factors` takes the scope `users:admins` as well.",
    body: SettingsIn,
    example: { warranty_days: 120, told_statuses: ["received", "ready"] },
    answer: { text: "All of them as they are now", schema: ShopSettings },
    merge: {
      stale: "settings_changed",
      async onto(ctx) {
        const { organization, settings } = await shopNow(ctx);
        return { value: settingsTold(settings, organization.currency), version: settingsVersion(settings) };
      },
    },
    async handle(ctx, { body, version }) {
      const { organization } = await shopNow(ctx);
      await editAnySettings(ctx, { version, changes: settingsFromJson(body, organization.currency) });
      return await told(ctx);
    },
  }),
];

async function shopTold(ctx: Ctx) {
  const { organization, settings } = await shopNow(ctx);
  const { version } = organization;
  return { body: { ...shopAsIn(organization, settings), version }, version };
}

async function told(ctx: Ctx) {
  const { organization, settings } = await shopNow(ctx);
  return { body: settingsTold(settings, organization.currency), version: settingsVersion(settings) };
}

/** As the database has it. @throws AppError not_found before the shop is set up */
async function shopNow(ctx: Ctx) {
  const { organization, settings } = await readShop(ctx.db);
  if (!organization) throw notFound();
  return { organization, settings };
}
