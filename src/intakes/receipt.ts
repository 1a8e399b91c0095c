import type { CheckResult } from "../checklists/checklist.ts";
import type { DeviceCategory } from "../devices/device.ts";
import type { Locale } from "../lib/locale.ts";
import type { Money } from "../lib/money.ts";
import type { Priority } from "../orders/order.ts";

/**
 * The *comprobante de ingreso* as it was handed out: kept as JSON with the intake, so that the paper is the same for ever.
 * Instants are UTC milliseconds; a text that nobody gave is "". Tracking links are not in it: they are secrets.
 */
export interface IntakeReceipt {
  receiptVersion: 1;
  locale: Locale;
  /** IANA name, of the branch. */
  timeZone: string;
  /** What client and shop call this visit. */
  reference: string;
  receivedAt: number;
  receivedBy: string;
  shop: ReceiptShop;
  client: ReceiptClient;
  orders: IntakeReceiptOrder[];
  terms: { version: number; text: string };
  signature: ReceiptSignature | null;
  /** Why nobody signed, "" when there is a signature. */
  unsignedReason: string;
}

export interface IntakeReceiptOrder {
  /** `S01-000052`. */
  number: string;
  device: ReceiptDevice;
  accessories: string[];
  condition: string;
  fault: string;
  promisedAt: number | null;
  priority: Priority;
  /** What may be spent without asking. */
  preauthorised: Money | null;
  photos: number;
  /** Number of the order whose warranty it claims; absent for any other. */
  warrantyOf?: string;
  /** How the device was checked after it was received; not in what is kept, and never there before every point is answered. */
  checks?: ReceiptCheck[];
}

export interface ReceiptCheck {
  text: string;
  result: CheckResult;
  note: string;
}

export interface ReceiptShop {
  name: string;
  taxId: string;
  branch: string;
  address: string;
  phone: string;
  email: string;
  /** Absent where the shop had none. */
  logo?: ReceiptLogo;
}

/** Hashes of PNGs in the private store, which keeps them for as long as there are papers that show them. */
export interface ReceiptLogo {
  /** In colour on white, for a sheet. */
  sheet: string;
  /** Black and white, a dot of a receipt printer for each pixel. */
  roll: string;
}

export interface ReceiptClient {
  name: string;
  document: string;
  phone: string;
  email: string;
}

export interface ReceiptDevice {
  category: DeviceCategory;
  brand: string;
  model: string;
  /** Serial number or IMEI, as typed. */
  serial: string;
}

export interface ReceiptSignature {
  name: string;
  at: number;
  /** Hash of the PNG in the private store; "" when the name was typed instead of drawn. */
  fileHash: string;
}
