import { dirname, resolve } from "node:path";
import * as z from "zod";
import { CODE_PAGES, CUTS, Dpi, DRAWERS, Media, PrinterKey } from "../src/printing/protocol.ts";
import { parseCidr } from "./lan.ts";

const Tcp = z.strictObject({
  type: z.literal("tcp"),
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65535).default(9100),
});
const Device = z.strictObject({ type: z.literal("device"), path: z.string().min(1) });
const Cups = z.strictObject({
  type: z.literal("cups"),
  /** No dash in front: it would be an option of `lp`. */
  queue: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,126}$/, "must be the name of a print queue"),
});
const Virtual = z.strictObject({ type: z.literal("virtual"), dir: z.string().min(1) });

const Common = {
  key: PrinterKey,
  connection: z.discriminatedUnion("type", [Tcp, Device, Cups, Virtual]),
  status: z.enum(["full", "none"]).optional(),
};

const LabelPrinter = z.strictObject({
  ...Common,
  language: z.literal("zpl"),
  dpi: Dpi,
  width_mm: z.number().min(10).max(250),
  height_mm: z.number().min(5).max(1000),
  media: Media.default("gap"),
  odometer: z.boolean().default(true),
  serial: z.string().min(1).max(100).optional(),
  offset_x_mm: z.number().min(-10).max(10).default(0),
  offset_y_mm: z.number().min(-5).max(5).default(0),
});

const RECEIPT_COLUMNS = { 80: 48, 58: 32 } as const;

const ReceiptPrinter = z.strictObject({
  ...Common,
  language: z.literal("escpos"),
  width_mm: z.literal([58, 80]).default(80),
  height_mm: z.number().min(50).max(1000).default(1000),
  columns: z.int().min(24).max(64).optional(),
  code_page: z.enum(CODE_PAGES).default("pc858"),
  cut: z.enum(CUTS).default("partial"),
  drawer: z.enum(DRAWERS).default("none"),
  /** What proves a receipt: Epson's process id, or the paper sensor asked in turn. */
  confirm: z.enum(["sensor", "marker", "none"]).default("sensor"),
});

const Printer = z.preprocess(
  withLanguage,
  z.discriminatedUnion("language", [LabelPrinter, ReceiptPrinter]).refine(hasVoice, {
    path: ["status"],
    message: 'must be "none": a print queue of the computer never answers',
    when: () => true,
  }),
);

/** Where `discover` looks for printers when it is asked to. */
const Network = z.string().refine((text) => parseCidr(text) !== null, {
  message: "must be a network such as 192.168.1.0/24, of at most 4096 addresses",
});

const ConfigFile = z.strictObject({
  server: z.url({ protocol: /^https?$/ }).refine(
    isPrivateOrTls,
    "must be https, except on this computer or the shop's own network",
  ),
  name: z.string().max(200).optional(),
  token_file: z.string().min(1),
  spool_dir: z.string().min(1),
  status_port: z.int().min(0).max(65535).default(9631),
  lan: z.array(Network).max(16).default([]),
  printers: z.array(Printer).min(1).max(50).refine(haveOwnKeys, {
    message: "two printers have the same key",
    when: () => true,
  }),
});

type Settled<T> = Omit<T, "status"> & { status: "full" | "none" };
export type LabelPrinterConfig = Settled<z.infer<typeof LabelPrinter>>;
export type ReceiptPrinterConfig = Settled<z.infer<typeof ReceiptPrinter>> & { columns: number };
export type PrinterConfig = LabelPrinterConfig | ReceiptPrinterConfig;
export type Config = Omit<z.infer<typeof ConfigFile>, "printers"> & { printers: PrinterConfig[] };

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
    printers: config.printers.map((printer) => settled(printer, from)),
  };
}

function settled(printer: z.infer<typeof Printer>, from: (file: string) => string): PrinterConfig {
  const status = printer.status ?? (printer.connection.type === "cups" ? "none" : "full");
  const connection = placed(printer.connection, from);
  if (printer.language === "zpl") return { ...printer, connection, status };
  return { ...printer, connection, status, columns: printer.columns ?? RECEIPT_COLUMNS[printer.width_mm] };
}

function placed(connection: PrinterConfig["connection"], from: (file: string) => string) {
  if (connection.type === "virtual") return { ...connection, dir: from(connection.dir) };
  if (connection.type === "device") return { ...connection, path: from(connection.path) };
  return connection;
}

/** Files of the first daemons name no language. */
function withLanguage(printer: unknown): unknown {
  const unnamed = typeof printer === "object" && printer !== null && !("language" in printer);
  return unnamed ? { ...printer, language: "zpl" } : printer;
}

const Voice = z.object({ connection: z.object({ type: z.literal("cups") }), status: z.literal("full") });

/** Looks at the raw value too, so that this mistake is named together with the others. */
function hasVoice(printer: unknown): boolean {
  return !Voice.safeParse(printer).success;
}

const Keyed = z.object({ key: z.string() });

function haveOwnKeys(printers: unknown): boolean {
  if (!Array.isArray(printers)) return true;
  const keys = printers.flatMap((printer) => Keyed.safeParse(printer).data?.key ?? []);
  return new Set(keys).size === keys.length;
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
  if (!URL.canParse(address)) return true;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || hostname === "localhost" || hostname === "[::1]" ||
    hostname.endsWith(".local") ||
    /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\./.test(hostname);
}
