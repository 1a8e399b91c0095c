export const IMPORT_KINDS = ["clients", "devices", "parts", "orders"] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/**
 * `mapping` waits for its columns to be told · `checking` tries every row and writes none · `checked` waits for a yes · `importing`
 * writes · `done`. `failed` could not be read to its end.
 */
export const IMPORT_STATES = ["mapping", "checking", "checked", "importing", "done", "failed"] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export const SEPARATORS = { comma: ",", semicolon: ";", tab: "\t", pipe: "|" } as const;
export type SeparatorName = keyof typeof SEPARATORS;

export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
export type FileEncoding = (typeof ENCODINGS)[number];

/** How `03/04/2026` is read. */
export const DATE_ORDERS = ["day_first", "month_first"] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

export const MOST_BYTES = 32 * 1_048_576;
export const MOST_COLUMNS = 100;
export const MOST_ROWS = 200_000;

const OWNER = ["client_key", "client", "document", "phone", "whatsapp", "email"] as const;
const DEVICE = ["category", "brand", "model", "serial"] as const;

/** What a column of a file may hold, in the order in which it is asked. */
export const IMPORT_FIELDS = {
  clients: [
    "key",
    "name",
    "client_kind",
    "document",
    "phone",
    "whatsapp",
    "email",
    "address",
    "notes",
    "locale",
    "channel",
    "consent_email",
    "consent_whatsapp",
    "consent_phone",
  ],
  devices: ["key", ...DEVICE, ...OWNER],
  parts: [
    "sku",
    "ean",
    "name",
    "description",
    "category",
    "models",
    "unit",
    "serialised",
    "active",
    "price",
    "cost",
    "minimum",
    "location",
  ],
  orders: [
    "key",
    "status",
    "fault",
    "condition",
    "accessories",
    "received_at",
    "promised_at",
    "ready_at",
    "closed_at",
    "outcome",
    "priority",
    "technician",
    ...DEVICE,
    ...OWNER,
  ],
} as const satisfies Record<ImportKind, readonly string[]>;
export type ImportField = (typeof IMPORT_FIELDS)[ImportKind][number];

/** Without these no row makes sense. Whose a device is may be told in several ways, see `owner_rows.ts`. */
export const REQUIRED_FIELDS = {
  clients: ["name"],
  devices: ["brand"],
  parts: ["sku", "name"],
  orders: ["key", "fault", "received_at", "brand"],
} as const satisfies Record<ImportKind, readonly ImportField[]>;

/** Field → number of the column, from 0. */
export type Mapping = Partial<Record<ImportField, number>>;

/** A row's cells by field, trimmed, "" where the file has none. */
export type Cells = Partial<Record<ImportField, string>>;

export function cellsOf(record: readonly string[], mapping: Mapping, clean: (cell: string) => string): Cells {
  return Object.fromEntries(
    Object.entries(mapping).map(([field, column]) => [field, clean(record[column] ?? "").trim()]),
  );
}
