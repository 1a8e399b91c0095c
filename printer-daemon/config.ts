import { dirname, resolve } from "node:path";
import { z } from "zod";
import { Dpi, Media, PrinterKey } from "../src/printing/protocol.ts";

const Tcp = z.strictObject({
  type: z.literal("tcp"),
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65535).default(9100),
});
const Virtual = z.strictObject({ type: z.literal("virtual"), dir: z.string().min(1) });

const Printer = z.strictObject({
  key: PrinterKey,
  connection: z.discriminatedUnion("type", [Tcp, Virtual]),
  dpi: Dpi,
  width_mm: z.number().min(10).max(250),
  height_mm: z.number().min(5).max(1000),
  media: Media.default("gap"),
  status: z.enum(["full", "none"]).default("full"),
  odometer: z.boolean().default(true),
  serial: z.string().min(1).max(100).optional(),
  offset_x_mm: z.number().min(-10).max(10).default(0),
  offset_y_mm: z.number().min(-5).max(5).default(0),
});

const ConfigFile = z.strictObject({
  server: z.url({ protocol: /^https?$/ }).refine(
    isPrivateOrTls,
    "must be https, except on this computer or the shop's own network",
  ),
  name: z.string().max(200).optional(),
  token_file: z.string().min(1),
  spool_dir: z.string().min(1),
  printers: z.array(Printer).min(1).max(50).refine(
    (printers) => new Set(printers.map(({ key }) => key)).size === printers.length,
    "two printers have the same key",
  ),
});

export type PrinterConfig = z.infer<typeof Printer>;
export type Config = z.infer<typeof ConfigFile>;

/** Every mistake of the file at once, one line each. */
export class ConfigError extends Error {
  override name = "ConfigError";
  constructor(readonly mistakes: string[]) {
    super(mistakes.join("\n"));
  }
}

/** Reads the text of the file at `path`; relative paths inside it start at its folder. Throws ConfigError. */
export function parseConfig(text: string, path: string): Config {
  const parsed = ConfigFile.safeParse(parseJson(text));
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(mistake));
  const from = (file: string) => resolve(dirname(path), file);
  const config = parsed.data;
  return {
    ...config,
    token_file: from(config.token_file),
    spool_dir: from(config.spool_dir),
    printers: config.printers.map((printer) => {
      const { connection } = printer;
      return connection.type === "tcp"
        ? printer
        : { ...printer, connection: { ...connection, dir: from(connection.dir) } };
    }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigError([`not JSON: ${error instanceof Error ? error.message : error}`]);
  }
}

function mistake(issue: z.core.$ZodIssue): string {
  const where = issue.path.reduce<string>(
    (path, key) => typeof key === "number" ? `${path}[${key}]` : `${path}${path && "."}${String(key)}`,
    "",
  );
  return where === "" ? issue.message : `${where}: ${issue.message}`;
}

/** The token must not cross the internet in clear. */
function isPrivateOrTls(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || hostname === "localhost" || hostname === "[::1]" ||
    hostname.endsWith(".local") ||
    /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\./.test(hostname);
}
