import { z } from "zod";
import { parseNetworks } from "./lib/networks.ts";
import { LOG_LEVELS } from "./logs/component.ts";

/** As `CHECKOUT_PROVIDERS` of the gateways has them. */
const PAYMENT_PROVIDERS = ["mercado_pago", "stripe"] as const;

/** An address, or a name with the address in angle brackets. */
const SENDER = /^([^<>]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(8000).describe(
    "TCP port to listen on; 0 takes a free one",
  ),
  HOST: z.string().regex(/^[\w.:-]+$/, { error: "must be an address or the name of a machine" }).default(
    "127.0.0.1",
  ).describe(
    "address to listen on; 0.0.0.0 behind a proxy or in a container",
  ),
  DATA_DIR: z.string().min(1).default("./data").describe("folder of the database, files, logs and backups"),
  DATABASE_URL: z.string().refine(namesDatabase, {
    error: "must be file:PATH, sqlite:PATH, libsql://HOST, https://HOST or postgres://HOST",
  }).optional().describe("where the data lives; default a libSQL file in DATA_DIR"),
  DATABASE_TOKEN: z.string().optional().describe("auth token of a remote libSQL database"),
  BASE_URL: z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" }).optional()
    .describe("public address, as clients reach it; default http://localhost:PORT"),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must be smtp://user:password@host:port or smtps://…" })
    .optional()
    .describe("mail server; without it mails are kept for an administrator to read"),
  MAIL_FROM: z.string().regex(SENDER, { error: "must be an e-mail address, or Name <address>" }).optional()
    .describe("sender of mails; default the shop's e-mail"),
  DKIM_DOMAIN: z.string().regex(/^[a-z0-9.-]+\.[a-z]+$/i, { error: "must be a domain" }).optional()
    .describe("domain that signs mails; with DKIM_SELECTOR and DKIM_KEY_FILE"),
  DKIM_SELECTOR: z.string().regex(/^[\w.-]+$/, { error: "must be letters, digits, dots or hyphens" })
    .optional()
    .describe("under which the domain publishes the key"),
  DKIM_KEY_FILE: z.string().min(1).optional().describe("PEM file of the private key that signs mails"),
  SECRET_KEY: z.string().min(32, { error: "must have at least 32 characters" }).optional()
    .describe("seals device secrets and signs links; default a random one kept in DATA_DIR/secret.key"),
  PAYMENT_PROVIDERS: z.string().default("").transform((text) =>
    text.split(",").map((one) => one.trim()).filter((one) => one !== "")
  )
    .pipe(z.array(z.enum(PAYMENT_PROVIDERS, { error: `must be any of ${PAYMENT_PROVIDERS.join(", ")}` })))
    .describe("whom the server may reach to take payments: mercado_pago, stripe; separated by commas"),
  MERCADO_PAGO_URL: providerUrl("https://api.mercadopago.com").describe("API of Mercado Pago"),
  STRIPE_URL: providerUrl("https://api.stripe.com").describe("API of Stripe"),
  WHATSAPP: z.enum(["on", "off"], { error: "must be on or off" }).default("off")
    .describe("on lets the server reach the WhatsApp Cloud API; what it sends is set up in Administration"),
  WHATSAPP_API_URL: providerUrl("https://graph.facebook.com/v23.0").describe(
    "WhatsApp Cloud API with its version",
  ),
  TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(5).default(0)
    .describe("how many proxies in front add to X-Forwarded-For"),
  WEBHOOK_ALLOWED_NETWORKS: z.string().refine((text) => parseNetworks(text) !== null, {
    error: "must be networks such as 10.1.0.0/16,fd00::/8",
  }).default("").describe("private networks that webhooks may go to, also without TLS; none unless told"),
  API_RATE_LIMIT: z.coerce.number().int().min(1).max(1_000_000).default(1_200)
    .describe("how many requests a token may make to the API within a minute"),
  API_CORS_ORIGINS: z.string().transform((text) => text.split(",").map((one) => one.trim()).filter(Boolean))
    .refine((origins) => origins.every(isOrigin), {
      error: "must be origins such as https://example.com, parted by commas",
    })
    .default([]).describe("origins whose pages may call the API from a browser; none by default"),
  BACKUP_DIR: z.string().min(1).optional().describe(
    "folder of the backups, best on another disk; default DATA_DIR/backups",
  ),
  BACKUP_PG_DUMP: z.string().min(1).optional().describe(
    "pg_dump of the database's version, with pg_restore beside it; only this lets the server start a program",
  ),
  BACKUP_S3_URL: z.url({ protocol: /^https?$/, error: "must be https://ENDPOINT/BUCKET" })
    .refine((url) => new URL(url).pathname.length > 1, {
      error: "must name a bucket: https://ENDPOINT/BUCKET",
    })
    .optional().describe("store outside that speaks S3, with the bucket; a folder in it may follow"),
  BACKUP_S3_REGION: z.string().min(1).default("us-east-1").describe("region of that store"),
  BACKUP_S3_KEY_ID: z.string().min(1).optional().describe("access key of that store"),
  BACKUP_S3_SECRET: z.string().min(1).optional().describe("the secret of that access key"),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }).default("info")
    .describe("least level that is written"),
  LOG_CONSOLE: z.enum(["off", "pretty", "json"], { error: "must be off, pretty or json" }).optional()
    .describe("the log on the console as well; default pretty in development, off in production"),
  SLOW_QUERY_MS: z.coerce.number().int().min(0).max(60_000).default(500)
    .describe("statements that take longer, in milliseconds, are logged; 0 for none"),
  METRICS_TOKEN: z.string().min(16, { error: "must have at least 16 characters" }).optional()
    .describe("who sends it as a bearer token sees /metrics and why the server is not ready"),
  DRAIN_SECONDS: z.coerce.number().int().min(0).max(30).default(0)
    .describe("how long the server says that it is about to stop before it takes no more requests"),
  READ_ONLY: z.enum(["on", "off"], { error: "must be on or off" }).default("off")
    .describe(
      "on shows what there is and changes nothing: for a shop whose database is damaged, until it is restored",
    ),
  REPARO_ENV: z.enum(["production", "development"]).default("production").describe(
    "development lets webhooks go to this machine",
  ),
});

export type ConfigName = keyof typeof environment.shape;
export const CONFIG_NAMES = Object.keys(environment.shape) as ConfigName[];

export type Config = Omit<z.output<typeof environment>, "DATABASE_URL" | "SECRET_KEY" | "BASE_URL"> & {
  DATABASE_URL: string;
  SECRET_KEY: string | null;
  BASE_URL: string | null;
};

/** Each variable with what it does and its default, "" where none can be written down. */
export function describeEnvironment(): { name: ConfigName; text: string; usual: string }[] {
  return CONFIG_NAMES.map((name) => {
    const schema: z.ZodType = environment.shape[name];
    return { name, text: schema.description ?? "", usual: String(schema.parse(undefined) ?? "") };
  });
}

/** Without encryption on this machine alone. */
function providerUrl(usual: string) {
  return z.url({ protocol: /^https?$/, error: "must be an https:// address" })
    .refine(
      (url) => url.startsWith("https:") || /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(url).hostname),
      {
        error: "must be an https:// address",
      },
    ).transform((url) => url.replace(/\/+$/, "")).default(usual);
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && /^https?:/.test(text);
}

function namesDatabase(url: string): boolean {
  const [scheme] = url.split(":", 1);
  if (scheme === "file" || scheme === "sqlite") return /^\w+:(\/\/(?=\/))?(?!\/\/)[^?]+$/.test(url);
  const known = /^(libsql|https?|postgres|postgresql)$/.test(scheme ?? "");
  return known && url.includes("://") && URL.canParse(url) && new URL(url).hostname !== "";
}

export type Variables = Record<string, string | undefined>;

/** Names every wrong variable at once; an empty variable counts as absent. */
export function parseConfig(variables: Variables): Config {
  const result = environment.safeParse(present(variables));
  if (!result.success) {
    const lines = wrongSettings(variables).map(({ name, message }) => `  ${name}: ${message}`);
    throw new ConfigError(`The environment is not usable:\n${lines.join("\n")}`);
  }
  const { DATABASE_URL, SECRET_KEY, BASE_URL, ...rest } = result.data;
  return {
    ...rest,
    DATABASE_URL: DATABASE_URL ?? `file:${rest.DATA_DIR}/reparo.db`,
    SECRET_KEY: SECRET_KEY ?? null,
    BASE_URL: BASE_URL?.replace(/\/+$/, "") ?? null,
  };
}

/** Each variable that is not usable, with what it must be. */
export function wrongSettings(variables: Variables): { name: ConfigName; message: string }[] {
  const { error } = environment.safeParse(present(variables));
  return (error?.issues ?? []).map(({ path, message }) => ({ name: path[0] as ConfigName, message }));
}

function present(variables: Variables): Variables {
  return Object.fromEntries(
    CONFIG_NAMES.map((name) => [name, variables[name]?.trim() === "" ? undefined : variables[name]]),
  );
}

/** Where the API of each payment provider is that the server is allowed to reach. */
export function reachableProviders(
  config: Config,
): Partial<Record<(typeof PAYMENT_PROVIDERS)[number], string>> {
  const urls = { mercado_pago: config.MERCADO_PAGO_URL, stripe: config.STRIPE_URL };
  return Object.fromEntries(config.PAYMENT_PROVIDERS.map((provider) => [provider, urls[provider]]));
}

/** The program beside a pg_dump that reads what it wrote. */
export function pgRestoreOf(pgDump: string): string {
  return pgDump.replace(/pg_dump(?=[^/\\]*$)/, "pg_restore");
}

const LOOPBACK = "127.0.0.0/8,::1";

/** Networks besides the internet that webhooks may go to; in development the machine itself is one of them. */
export function webhookNetworks({ WEBHOOK_ALLOWED_NETWORKS, REPARO_ENV }: Config): string {
  return [WEBHOOK_ALLOWED_NETWORKS, REPARO_ENV === "development" ? LOOPBACK : ""].filter(Boolean).join(",");
}

export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** The only reader of the process's environment. */
export function readConfig(over: Variables = {}): Config {
  const own = Object.fromEntries(CONFIG_NAMES.map((name) => [name, Deno.env.get(name)]));
  return parseConfig({ ...own, ...over });
}
