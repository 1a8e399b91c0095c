import type { Shop } from "./admin/shop.ts";
import type { Powers } from "./auth/permissions.ts";
import type { Db } from "./db/open.ts";
import type { FileStore } from "./files/store.ts";
import type { CheckoutProvider } from "./gateways/gateway.ts";
import type { Live } from "./http/live.ts";
import type { Locale } from "./lib/locale.ts";
import type { Random } from "./lib/random.ts";
import type { SecretBox } from "./lib/secret_box.ts";
import type { ChatKinds } from "./mail/message.ts";

/**
 * Who acts. A client acts through a signed link, an agent is a printer-daemon. A token does what its scopes let it, and never what
 * the user who answers for it may not; `userId` is theirs, for rows that name a user, and the branch is where they work.
 */
export type Actor =
  | { kind: "user"; id: string; name: string; branchId: string } & Powers
  | {
    kind: "token";
    id: string;
    name: string;
    scopes: readonly string[];
    userId: string;
    branchId: string;
  } & Powers
  | { kind: "agent"; id: string; name: string; branchId: string }
  | { kind: "client"; id: string; name: string }
  | { kind: "system"; id: null; name: string };

/** First argument of every command and query: the world as one request sees it. */
export interface Ctx {
  db: Db;
  flavour: "sqlite" | "postgres";
  /** UTC milliseconds at which the request (or job) began. */
  now: number;
  actor: Actor;
  random: Random;
  locale: Locale;
  requestId: string;
  /** Address of the one who asks, "" for jobs. */
  ip: string;
  /** As of the beginning of the request. */
  shop: Shop;
  files: FileStore;
  secrets: SecretBox;
  /** Tells the process's open pages and long polls that something changed; call it after the commit. */
  live: Live;
  /** Signs links and form tokens. */
  secretKey: string;
  /** Public address without a trailing slash. */
  baseUrl: string;
  /** False without a mail server: mails are then kept for an administrator to read. */
  sendsMail: boolean;
  /** Payment providers that this server may reach, with the address of each one's API. */
  providers: Partial<Record<CheckoutProvider, string>>;
  /** Where the WhatsApp Cloud API is, null where this server may not reach it. */
  whatsappUrl: string | null;
  /** What goes by WhatsApp now: nothing while it is switched off. */
  chats: ChatKinds;
  /** Networks besides the internet that webhooks may go to, "" for none. */
  webhookNetworks: string;
  /** Aborts when whoever asks has gone or the server stops. */
  over: () => AbortSignal;
}

export const SYSTEM: Actor = { kind: "system", id: null, name: "Reparo" };
