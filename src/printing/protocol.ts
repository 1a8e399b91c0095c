/**
 * The wire between the server and a printer daemon. The daemon is always the client: it asks over HTTPS, so it works
 * behind any router. Instants are UTC milliseconds. Bearer token on every call except `pair`.
 *
 * Requests are strict: an unknown key is a 422. Answers may grow: a daemon ignores keys that it does not know.
 *
 * Statuses: 401 the token is unknown or revoked (the daemon prints what it holds and takes nothing new) ·
 * 409 another instance uses this token and was seen less than 15 s ago · 422 the request breaks this file · 429 slow down.
 */
import * as z from "zod";

export const PROTOCOL = 1;
export const DAEMON_PATHS = {
  pair: "/api/daemon/pair",
  hello: "/api/daemon/hello",
  poll: "/api/daemon/poll",
} as const;

export const MAX_WAIT_SECONDS = 25;
/** Seconds that an offered job stays with the daemon before it is offered again; custody ends the lease. */
export const LEASE_SECONDS = 30;
/** Seconds of silence after which another instance may take over a token. */
export const INCUMBENT_SECONDS = 15;
/** A drawer opens within this time or not at all: later there is nobody before it. */
export const DRAWER_SECONDS = 10;
export const MAX_EVENTS = 200;
export const MAX_JOBS = 20;
/** Of the bytes that a printer gets for one job. */
export const MAX_JOB_BYTES = 128 * 1024;
const MAX_BASE64 = Math.ceil(MAX_JOB_BYTES / 3) * 4;
export const MAX_COPIES = 99;

const Instant = z.int().min(0);
const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Token = z.string().regex(/^[\x21-\x7e]{32,200}$/);
const Text = z.string().max(200);
/** The name of a printer in the daemon's own configuration; its address never leaves the shop. */
export const PrinterKey = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/);

/** No 0/O, 1/I/L: the code is read aloud and typed. */
export const PAIRING_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
export const PairingCode = z.string().regex(new RegExp(`^[${PAIRING_ALPHABET}]{8}$`));

/** "abcd-2345" → "ABCD2345": what a person typed, ready to be compared. */
export function normalisePairingCode(typed: string): string {
  return typed.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

export const Agent = z.object({ id: Id, name: Text });
export type Agent = z.infer<typeof Agent>;

export const PairRequest = z.strictObject({ code: PairingCode, name: Text.optional(), instance: Id });
export type PairRequest = z.infer<typeof PairRequest>;
/** The token is shown this once; the server keeps only its SHA-256. */
export const PairAnswer = z.object({ token: Token, agent: Agent });
export type PairAnswer = z.infer<typeof PairAnswer>;

export const DPI = [203, 300, 600] as const;
export const Dpi = z.literal(DPI);
export type Dpi = z.infer<typeof Dpi>;

/** Never dpi / 25.4: print heads have whole dots per millimetre. */
export const DOTS_PER_MM = { 203: 8, 300: 12, 600: 24 } as const satisfies Record<Dpi, number>;

/** `tcp`: port 9100 · `device`: a file such as /dev/usb/lp0 · `cups`: a raw queue of the daemon's computer · `virtual`: a folder. */
export const PRINTER_KINDS = ["tcp", "device", "cups", "virtual"] as const;
export const PrinterKind = z.enum(PRINTER_KINDS);
export type PrinterKind = z.infer<typeof PrinterKind>;

export const LANGUAGES = ["zpl", "escpos"] as const;
export const Language = z.enum(LANGUAGES);
export type Language = z.infer<typeof Language>;

/** How a label ends: at a gap, at a black mark, or where it is cut off. */
export const MEDIA = ["gap", "mark", "continuous"] as const;
export const Media = z.enum(MEDIA);
export type Media = z.infer<typeof Media>;

/** Code pages of receipt printers that can write Spanish; only `wpc1252` and `pc858` have the euro sign. */
export const CODE_PAGES = ["pc858", "wpc1252", "pc850"] as const;
export const CUTS = ["partial", "full", "none"] as const;
export const DRAWERS = ["none", "pin2", "pin5"] as const;

/** What a receipt printer can do; the server writes its bytes accordingly. */
export const RollDescription = z.strictObject({
  /** Characters of the normal font in one line: 48 or 42 on 80 mm paper, 32 on 58 mm. */
  columns: z.int().min(24).max(64),
  codePage: z.enum(CODE_PAGES),
  cut: z.enum(CUTS),
  /** On which pin of the connector a cash drawer hangs. */
  drawer: z.enum(DRAWERS),
});
export type RollDescription = z.infer<typeof RollDescription>;

export const PrinterDescription = z.strictObject({
  key: PrinterKey,
  kind: PrinterKind,
  language: Language,
  media: Media,
  /** "none": the device never answers, so its labels end as `sent`, never as `printed`. */
  status: z.enum(["full", "none"]),
  model: Text.nullable(),
  serial: Text.nullable(),
  dpi: Dpi,
  widthMm: z.number().min(10).max(250),
  /** Of continuous media: the longest label. */
  heightMm: z.number().min(5).max(1000),
  /** Null for a label printer. */
  roll: RollDescription.nullable(),
  /** As the configuration has it, for the screen; left out when it leaves them to the printer. */
  darkness: z.int().min(0).max(30).optional(),
  offsetXMm: z.number().min(-50).max(50).optional(),
  offsetYMm: z.number().min(-50).max(50).optional(),
});
export type PrinterDescription = z.infer<typeof PrinterDescription>;

/** `instance` is born with the spool and stays; `bootId` is new at every start. */
const Identity = { instance: Id, bootId: Id };

export const HelloRequest = z.strictObject({
  ...Identity,
  protocol: z.literal(PROTOCOL),
  version: Text,
  os: Text,
  printers: z.array(PrinterDescription).max(50),
});
export type HelloRequest = z.infer<typeof HelloRequest>;

export const RemoteConfig = z.object({
  /** How long a poll waits. */
  waitSeconds: z.int().min(1).max(MAX_WAIT_SECONDS).optional(),
  /** How often an idle printer is asked how it is. */
  statusSeconds: z.number().min(0.5).max(60).optional(),
});
export type RemoteConfig = z.infer<typeof RemoteConfig>;

const Terms = {
  /** The server's clock: the daemon judges expiry by it, because shop computers are often set wrong. */
  now: Instant,
  config: RemoteConfig.optional(),
  /** An older daemon finishes its spool and takes nothing new. */
  minVersion: z.string().regex(/^\d+\.\d+\.\d+$/).optional(),
};

export const HelloAnswer = z.object({ agent: Agent, ...Terms });
export type HelloAnswer = z.infer<typeof HelloAnswer>;

/** Why a printer does not print right now. */
export const PRINTER_REASONS = [
  "starting",
  "offline",
  "no_reply",
  "not_zpl",
  "not_escpos",
  "paper_out",
  "ribbon_out",
  "head_open",
  "cover_open",
  "cutter",
  /** An element of the print head is broken, or the head is not found. */
  "head_fault",
  "over_temperature",
  "under_temperature",
  "corrupt_memory",
  "paused",
  "label_waiting",
  "busy",
  "held",
  "wrong_dpi",
  "wrong_printer",
  "write_failed",
  /** The daemon may not open its device file. */
  "no_permission",
  /** The print queue of the daemon's computer did not take it. */
  "queue_failed",
  /** It names no cause; switching it off and on may help. */
  "printer_error",
] as const;
export const PrinterReason = z.enum(PRINTER_REASONS);
export type PrinterReason = z.infer<typeof PrinterReason>;

export const PRINTER_WARNINGS = ["paper_low", "clean_head", "replace_head", "needs_calibration"] as const;
export const PrinterWarning = z.enum(PRINTER_WARNINGS);
export type PrinterWarning = z.infer<typeof PrinterWarning>;

export const PrinterState = z.strictObject({
  key: PrinterKey,
  ok: z.boolean(),
  /** Null exactly when `ok`. `held`: staff paused the queue; `paused`: somebody pressed the printer's own button. */
  reason: PrinterReason.nullable(),
  since: Instant,
  warnings: z.array(PrinterWarning).max(8),
  model: Text.nullable(),
  firmware: Text.nullable(),
  serial: Text.nullable(),
  /** Labels printed in the printer's life, when it counts them. */
  odometer: z.int().min(0).nullable(),
  /** Jobs in the spool that have sent no byte yet. */
  waiting: z.int().min(0),
  /** Labels that the printer holds and will print by itself once it can. */
  inside: z.int().min(0),
});
export type PrinterState = z.infer<typeof PrinterState>;

/** What a daemon can report of a job; `queued` and `leased` are the server's own. */
export const EVENT_STATES = [
  "custody",
  "sending",
  "printed",
  "sent",
  "unknown",
  "failed",
  "expired",
  "cancelled",
] as const;
export const EventState = z.enum(EVENT_STATES);
export type EventState = z.infer<typeof EventState>;

export const EVENT_REASONS = [
  /** failed */
  "bad_job",
  "bad_format",
  "corrupt",
  "wrong_size",
  "wrong_language",
  "no_such_printer",
  "write_failed",
  /** unknown */
  "connection_lost",
  "no_evidence",
  "counter_went_back",
  "daemon_stopped",
  /** custody again, after sending */
  "nothing_came_out",
  "some_came_out",
  "staff_reprint",
  /** printed */
  "after_interruption",
  "staff_confirmed",
  /** expired, cancelled */
  "too_old",
  "staff_cancelled",
] as const;
export const EventReason = z.enum(EVENT_REASONS);
export type EventReason = z.infer<typeof EventReason>;

export const Evidence = z.strictObject({
  /** The printer's label counter before the first byte and at the end; null when it does not count. */
  odoBefore: z.int().min(0).nullable(),
  odoAfter: z.int().min(0).nullable(),
  /** Bytes handed to the network so far. */
  bytes: z.int().min(0),
});
export type Evidence = z.infer<typeof Evidence>;

/**
 * One fact about one job. `n` rises within an instance: the server remembers the highest that it applied and skips the
 * others, so a repeated poll changes nothing. A job that is already final stays as it is.
 */
export const JobEvent = z.strictObject({
  n: z.int().min(1),
  id: Id,
  state: EventState,
  reason: EventReason.nullable(),
  /** How many times the label was sent, this one included; 0 before the first byte. */
  attempt: z.int().min(0),
  at: Instant,
  evidence: Evidence.nullable(),
});
export type JobEvent = z.infer<typeof JobEvent>;

export const CommandResult = z.strictObject({ id: Id, ok: z.boolean(), detail: Text.nullable() });
export type CommandResult = z.infer<typeof CommandResult>;

/**
 * `wait` seconds until an empty answer. `take` is how many jobs the daemon can hold now; with 0 the answer comes at once
 * and carries no jobs. `beat` rises within a boot: a late request with a lower beat must not overwrite printer states.
 * A 200 means that every event and result in the request is stored.
 */
export const PollRequest = z.strictObject({
  ...Identity,
  beat: z.int().min(1),
  wait: z.int().min(0).max(MAX_WAIT_SECONDS),
  take: z.int().min(0).max(MAX_JOBS),
  events: z.array(JobEvent).max(MAX_EVENTS),
  results: z.array(CommandResult).max(MAX_EVENTS),
  printers: z.array(PrinterState).max(50),
});
export type PollRequest = z.infer<typeof PollRequest>;

/**
 * A label to print. It is the daemon's only after its `custody` event; until then every poll with `take` > 0 may offer it
 * again, and the daemon ignores an id that it knows.
 */
export const Job = z.object({
  id: Id,
  /** Order of printing within one priority. */
  seq: z.int().min(0),
  printer: PrinterKey,
  language: Language,
  /**
   * zpl: one format of drawing commands, from ^XA to `^PQ<copies>^XZ`, of the printer's own size. escpos: the bytes of one
   * receipt, in base64.
   */
  content: z.string().min(1).max(MAX_BASE64),
  /** Of the bytes that are sent (the UTF-8 of the ZPL, what the base64 stands for), in lower-case hexadecimal. */
  sha256: Sha256,
  copies: z.int().min(1).max(MAX_COPIES),
  /** Not printed after this instant, unless the first byte has left. */
  expiresAt: Instant.nullable(),
  /** 0 … 9, higher first. */
  priority: z.int().min(0).max(9),
});
export type Job = z.infer<typeof Job>;

/** Staff answered "did it come out?" for an `unknown` job: it did, or print it again under the same id. */
export const JobCommand = z.object({ id: Id, do: z.enum(["printed", "reprint"]), job: Id });
export const PrinterCommand = z.object({
  id: Id,
  /** `pause` and `resume` hold the queue in the daemon; `calibrate` feeds labels; `open_drawer` kicks the cash drawer. */
  do: z.enum(["test", "calibrate", "pause", "resume", "open_drawer"]),
  printer: PrinterKey,
});
/** What a label printer keeps for good: sent once, then it measures its labels. */
export const PrinterSetup = z.strictObject({
  media: Media,
  transfer: z.enum(["direct", "ribbon"]),
  /** `~SD`, 0 … 30. */
  darkness: z.int().min(0).max(30),
  /** `^PR`, inches per second. */
  speed: z.int().min(1).max(14),
});
export type PrinterSetup = z.infer<typeof PrinterSetup>;
/** Sends `^MN ^MT ~SD ^PR ^JZY ^JUS` in a format of its own while the printer is idle, then calibrates: it feeds labels. */
export const SetupCommand = z.object({
  id: Id,
  do: z.literal("setup"),
  printer: PrinterKey,
  setup: PrinterSetup,
});
/**
 * Repeated in every answer until its `CommandResult` arrives; the daemon does each id once. What is only repeated must not
 * end the wait of a poll.
 */
export const Command = z.union([JobCommand, PrinterCommand, SetupCommand]);
export type Command = z.infer<typeof Command>;

/**
 * `cancel` lists jobs that staff no longer want, in every answer until an event settles them: `cancelled` when no byte
 * had left or the outcome was unknown, otherwise the label's own end. An id that the daemon never saw is `cancelled` too.
 */
export const PollAnswer = z.object({
  ...Terms,
  jobs: z.array(Job).max(MAX_JOBS),
  cancel: z.array(Id).max(MAX_EVENTS),
  commands: z.array(Command).max(50),
});
export type PollAnswer = z.infer<typeof PollAnswer>;
