import { type ConfigName, describeEnvironment } from "./config.ts";

/** Each variable as somebody would write it. */
export const CONFIG_EXAMPLES: Readonly<Record<ConfigName, string>> = {
  PORT: "8000",
  HOST: "0.0.0.0",
  DATA_DIR: "/var/lib/reparo",
  DATABASE_URL: "postgres://reparo:PASSWORD@db.example:5432/reparo",
  DATABASE_TOKEN: "eyJhbGciOi…",
  BASE_URL: "https://taller.example",
  SMTP_URL: "smtp://taller%40example.com:PASSWORD@smtp.example.com:587",
  MAIL_FROM: "Taller <taller@example.com>",
  DKIM_DOMAIN: "example.com",
  DKIM_SELECTOR: "reparo",
  DKIM_KEY_FILE: "/etc/reparo/dkim.pem",
  SECRET_KEY: "4f2a91c0… (openssl rand -hex 32)",
  PAYMENT_PROVIDERS: "mercado_pago,stripe",
  MERCADO_PAGO_URL: "https://api.mercadopago.com",
  STRIPE_URL: "https://api.stripe.com",
  WHATSAPP: "on",
  WHATSAPP_API_URL: "https://graph.facebook.com/v23.0",
  TRUSTED_PROXY_HOPS: "1",
  WEBHOOK_ALLOWED_NETWORKS: "10.1.0.0/16,fd00::/8",
  API_RATE_LIMIT: "600",
  API_CORS_ORIGINS: "https://example.com,https://www.example.com",
  BACKUP_DIR: "/mnt/backups",
  BACKUP_PG_DUMP: "/usr/bin/pg_dump",
  BACKUP_S3_URL: "https://s3.eu-central-1.amazonaws.com/my-backups/reparo",
  BACKUP_S3_REGION: "eu-central-1",
  BACKUP_S3_KEY_ID: "AKIAEXAMPLE",
  BACKUP_S3_SECRET: "wJalrXUtn…",
  LOG_LEVEL: "debug",
  LOG_CONSOLE: "json",
  SLOW_QUERY_MS: "200",
  METRICS_TOKEN: "9b1d3e77… (openssl rand -hex 24)",
  DRAIN_SECONDS: "5",
  READ_ONLY: "on",
  REPARO_ENV: "production",
};

/** What nobody else may read, and what may carry a password in its address. */
const SECRECY: Partial<Record<ConfigName, string>> = {
  DATABASE_URL: "its password",
  DATABASE_TOKEN: "yes",
  SMTP_URL: "its password",
  SECRET_KEY: "yes",
  BACKUP_S3_SECRET: "yes",
  METRICS_TOKEN: "yes",
};

const HEAD = `# Configuration

Environment variables are all that the server is told from outside; the rest is chosen in *Administración → Ajustes*. Everything has a default, and an empty
value counts as absent. A value that makes no sense stops the start, with the name of each. \`deno task doctor\` tells the same, and names that are nearly right.

Where to put them: \`/etc/reparo.env\` with systemd ([install-linux.md](install-linux.md)), \`fly secrets set\` and \`fly.toml\` on Fly
([deploy-fly.md](deploy-fly.md)), \`--env-file\` with Docker. Secret ones belong in none that others can read or that goes into a repository.

This page is written by \`deno task configuration\` from the schema in \`src/config.ts\`.

| variable | meaning | default | example | secret |
| --- | --- | --- | --- | --- |
`;

const TAIL = `
With Postgres the usual \`PG…\` variables of its clients count too. \`OTEL_…\` and \`DENO_…\` are read by Deno itself: \`OTEL_DENO=true\` sends traces
([operations.md](operations.md)), \`DENO_TLS_CA_STORE=system\` trusts the authorities of the machine.
`;

/** The text of `docs/configuration.md`. */
export function configurationDocument(): string {
  const rows = describeEnvironment().map(({ name, text, usual }) =>
    `| ${
      [`\`${name}\``, text, code(usual), code(CONFIG_EXAMPLES[name]), SECRECY[name] ?? ""].join(" | ")
    } |\n`
  );
  return HEAD + rows.join("") + TAIL;
}

function code(text: string): string {
  return text === "" ? "" : `\`${text}\``;
}
