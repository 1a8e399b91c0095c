import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Instant, instantOrNull } from "../api/shapes.ts";
import { checked } from "../http/json_body.ts";
import type { Ctx } from "../context.ts";
import { paths } from "../paths.ts";
import { type Provider, PROVIDERS } from "./gateway.ts";
import { credential, gatewayInput } from "./input.ts";
import { saveGateway } from "./settings_commands.ts";
import { type GatewaySettings, gatewaySettings, settingsOf } from "./settings_queries.ts";

const tag = "shop";
const params = z.object({ provider: z.enum(PROVIDERS) });

const Gateway = z.object({
  provider: z.enum(PROVIDERS),
  enabled: z.boolean(),
  live: z.boolean().meta({ description: "False while it is tried with the provider's test credentials" }),
  takes_balance: z.boolean(),
  takes_deposit: z.boolean(),
  has_token: z.boolean().meta({ description: "Whether a key is kept; it is never told" }),
  has_secret: z.boolean(),
  checked_at: Instant.nullable(),
  check_result: z.string().nullable(),
  callback_url: z.string().meta({ description: "Where the provider has to send its notices" }),
  version: z.int(),
}).meta({ id: "Gateway" });

const GatewayIn = z.object({
  enabled: z.boolean({ error: "invalid" }).default(false),
  live: z.boolean({ error: "invalid" }).default(false),
  takes_balance: z.boolean({ error: "invalid" }).default(true),
  takes_deposit: z.boolean({ error: "invalid" }).default(true),
  token: credential.meta({ description: "Written only; left out or blank it stays as it is" }),
  secret: credential.meta({ description: "Written only; left out or blank it stays as it is" }),
});

/** Who takes payments online. What a provider is used by is written and never read. */
export const gatewayOperations: readonly Operation[] = [
  operation({
    id: "listGateways",
    method: "get",
    path: paths.apiGateways(),
    tag,
    scope: "settings:read",
    summary: "List the payment providers and how each is set up",
    answer: { text: "All of them", schema: z.array(Gateway) },
    async handle(ctx) {
      return { body: (await gatewaySettings(ctx)).map(gatewayTold) };
    },
  }),
  operation({
    id: "getGateway",
    method: "get",
    path: paths.apiGateway("{provider}"),
    tag,
    scope: "settings:read",
    summary: "Read how a payment provider is set up",
    params,
    answer: { text: "The provider", schema: Gateway },
    handle: (ctx, { params: { provider } }) => told(ctx, provider),
  }),
  operation({
    id: "updateGateway",
    method: "patch",
    path: paths.apiGateway("{provider}"),
    tag,
    scope: "gateways:write",
    summary: "Set a payment provider up, or switch it on or off",
    params,
    body: GatewayIn,
    example: { takes_deposit: false },
    answer: { text: "The provider as it is now", schema: Gateway },
    merge: {
      stale: "gateway_changed",
      async onto(ctx, { provider }) {
        const { enabled, live, takes_balance, takes_deposit, version } = gatewayTold(
          await settingsOf(ctx, provider),
        );
        return { value: { enabled, live, takes_balance, takes_deposit }, version };
      },
    },
    async handle(ctx, { params: { provider }, body, version }) {
      const { secret } = checked(gatewayInput(provider).pick({ secret: true }), { secret: body.secret });
      await saveGateway(ctx, provider, { ...body, secret, version });
      return await told(ctx, provider);
    },
  }),
];

async function told(ctx: Ctx, provider: Provider) {
  const settings = await settingsOf(ctx, provider);
  return { body: gatewayTold(settings), version: settings.version };
}

function gatewayTold(settings: GatewaySettings): z.input<typeof Gateway> {
  const { provider, enabled, live, checkedAt, checkResult, callbackUrl, version } = settings;
  return {
    provider,
    enabled,
    live,
    takes_balance: settings.takesBalance,
    takes_deposit: settings.takesDeposit,
    has_token: settings.hasToken,
    has_secret: settings.hasSecret,
    checked_at: instantOrNull(checkedAt),
    check_result: checkResult === "" ? null : checkResult,
    callback_url: callbackUrl,
    version,
  };
}
