import type { Generated } from "kysely";
import type { AppointmentEventKind, AppointmentKind, AppointmentState } from "../agenda/appointment.ts";
import type { AlertKind, AlertSubject } from "../alerts/alert.ts";
import type { ChecklistPhase, CheckResult } from "../checklists/checklist.ts";
import type { ClientKind, ContactKind } from "../clients/client.ts";
import type { DeviceCategory, SecretKind } from "../devices/device.ts";
import type {
  GatewayPaymentState,
  IntentState,
  ProbeResult,
  Provider,
  Purpose,
  ReviewKind,
  ReviewReason,
  ReviewState,
} from "../gateways/gateway.ts";
import type { DateOrder, FileEncoding, ImportKind, ImportState, SeparatorName } from "../imports/import.ts";
import type { Locale } from "../lib/locale.ts";
import type { Agreement } from "../loaners/loaner.ts";
import type {
  AttemptResult,
  LetterKind,
  MessageChannel,
  MessageKind,
  MessageState,
  NoticeKind,
  TemplateKind,
  TemplatePart,
  UntoldReason,
} from "../mail/message.ts";
import type { PreferredChannel } from "../clients/consent.ts";
import type { OrderEventKind, PaymentMethod, Priority } from "../orders/order.ts";
import type { DiagnosisFinding, OrderOutcome, OrderStatus } from "../orders/status.ts";
import type { PartUnit } from "../parts/part.ts";
import type { PreintakeLinkKind } from "../preintakes/link.ts";
import type { NoticeProof } from "../pickups/notice.ts";
import type { MoveKind, UnitState } from "../parts/stock.ts";
import type { PrintDocument } from "../printing/document.ts";
import type { PrintJobState } from "../printing/print_job.ts";
import type { Language, Media, PrinterKind } from "../printing/protocol.ts";
import type { LabelTemplate } from "../printing/templates.ts";
import type { SlipState } from "../slips/slip.ts";
import type { RunState } from "../tasks/task.ts";
import type {
  DecisionChannel,
  LineKind,
  LineOption,
  QuoteDecision,
  QuoteStatus,
  SharedHow,
} from "../quotes/quote.ts";
import type { Role, SeenAs } from "../users/role.ts";
import type { BackupState } from "../backups/backup.ts";
import type { EventSubject, EventType } from "../events/event.ts";
import type { DeliveryState, StopCause } from "../webhooks/endpoint.ts";
import type { NumberCheck } from "../whatsapp/account.ts";
import type { TemplateObstacle } from "../whatsapp/template.ts";

/**
 * Every table. Ids are UUIDv7 text; `_at` columns are UTC milliseconds; `_minor` columns are integer minor units of the
 * `currency` beside them; flags are 0 or 1; `_json` columns hold text that its slice parses.
 */
export interface Schema {
  organization: OrganizationTable;
  branch: BranchTable;
  setting: SettingTable;
  user: UserTable;
  session: SessionTable;
  totp: TotpTable;
  recovery_code: RecoveryCodeTable;
  sign_in_step: SignInStepTable;
  passkey: PasskeyTable;
  spent_challenge: SpentChallengeTable;
  login_failure: LoginFailureTable;
  one_time_code: OneTimeCodeTable;
  api_token: ApiTokenTable;
  idempotency_key: IdempotencyKeyTable;
  answer_client: AnswerClientTable;
  audit_event: AuditEventTable;
  audit_link: AuditLinkTable;
  signing_key: SigningKeyTable;
  backup_key: BackupKeyTable;
  backup: BackupTable;
  backup_drill: BackupDrillTable;
  status_sample: StatusSampleTable;
  client: ClientTable;
  contact: ContactTable;
  device: DeviceTable;
  device_owner: DeviceOwnerTable;
  terms_version: TermsVersionTable;
  intake: IntakeTable;
  intake_draft: IntakeDraftTable;
  signature: SignatureTable;
  order_sequence: OrderSequenceTable;
  order: OrderTable;
  slip_batch: SlipBatchTable;
  slip: SlipTable;
  order_event: OrderEventTable;
  order_accessory: OrderAccessoryTable;
  order_count: OrderCountTable;
  order_day: OrderDayTable;
  figure_sheet: FigureSheetTable;
  figure_state: FigureStateTable;
  diagnosis: DiagnosisTable;
  work_timer: WorkTimerTable;
  work_time: WorkTimeTable;
  note: NoteTable;
  note_mention: NoteMentionTable;
  canned_answer: CannedAnswerTable;
  attachment: AttachmentTable;
  checklist_template: ChecklistTemplateTable;
  checklist_template_item: ChecklistTemplateItemTable;
  checklist_run: ChecklistRunTable;
  checklist_item: ChecklistItemTable;
  secret: SecretTable;
  secret_access: SecretAccessTable;
  charge: ChargeTable;
  payment: PaymentTable;
  payment_receipt: PaymentReceiptTable;
  order_balance: OrderBalanceTable;
  till: TillTable;
  cash_session: CashSessionTable;
  cash_movement: CashMovementTable;
  cash_count: CashCountTable;
  delivery: DeliveryTable;
  delivery_accessory: DeliveryAccessoryTable;
  warranty: WarrantyTable;
  quote: QuoteTable;
  quote_line: QuoteLineTable;
  quote_line_cost: QuoteLineCostTable;
  quote_sharing: QuoteSharingTable;
  quote_decision: QuoteDecisionTable;
  quote_template: QuoteTemplateTable;
  tracking_link: TrackingLinkTable;
  preintake_link: PreintakeLinkTable;
  preintake_order: PreintakeOrderTable;
  client_message: ClientMessageTable;
  appointment: AppointmentTable;
  appointment_event: AppointmentEventTable;
  loaner: LoanerTable;
  loan: LoanTable;
  loan_return: LoanReturnTable;
  event: EventTable;
  event_position: EventPositionTable;
  webhook_endpoint: WebhookEndpointTable;
  webhook_delivery: WebhookDeliveryTable;
  webhook_attempt: WebhookAttemptTable;
  job: JobTable;
  task_plan: TaskPlanTable;
  task_clock: TaskClockTable;
  task_run: TaskRunTable;
  report_plan: ReportPlanTable;
  report_recipient: ReportRecipientTable;
  report_issue: ReportIssueTable;
  message: MessageTable;
  message_order: MessageOrderTable;
  message_attachment: MessageAttachmentTable;
  message_attempt: MessageAttemptTable;
  mail_template: MailTemplateTable;
  mail_suppression: MailSuppressionTable;
  to_tell: ToTellTable;
  pickup_notice: PickupNoticeTable;
  pickup_reminder: PickupReminderTable;
  appointment_message: AppointmentMessageTable;
  user_link: UserLinkTable;
  payment_gateway: PaymentGatewayTable;
  whatsapp_account: WhatsappAccountTable;
  whatsapp_template: WhatsappTemplateTable;
  whatsapp_choice: WhatsappChoiceTable;
  whatsapp_event: WhatsappEventTable;
  whatsapp_inbound: WhatsappInboundTable;
  payment_intent: PaymentIntentTable;
  payment_event: PaymentEventTable;
  gateway_payment: GatewayPaymentTable;
  gateway_review: GatewayReviewTable;
  agent: AgentTable;
  printer: PrinterTable;
  print_job: PrintJobTable;
  print_job_event: PrintJobEventTable;
  print_command: PrintCommandTable;
  label_layout: LabelLayoutTable;
  print_route: PrintRouteTable;
  alert: AlertTable;
  alert_brewing: AlertBrewingTable;
  part: PartTable;
  part_cost: PartCostTable;
  part_model: PartModelTable;
  part_unit: PartUnitTable;
  stock_location: StockLocationTable;
  stock_balance: StockBalanceTable;
  stock_move: StockMoveTable;
  stock_form: StockFormTable;
  order_part: OrderPartTable;
  order_part_past: OrderPartPastTable;
  purchase_list: PurchaseListTable;
  purchase_line: PurchaseLineTable;
  import_run: ImportRunTable;
  import_problem: ImportProblemTable;
  import_link: ImportLinkTable;
}

interface OrganizationTable {
  id: string;
  name: string;
  tax_id: string;
  address: string;
  phone: string;
  email: string;
  time_zone: string;
  currency: string;
  locale: Locale;
  created_at: number;
  version: number;
}

interface BranchTable {
  id: string;
  /** Upper case, opens every order number of the branch. */
  code: string;
  name: string;
  address: string;
  phone: string;
  time_zone: string;
  currency: string;
  active: number;
  created_at: number;
  version: number;
}

/** The shop's choices, keyed as in `src/admin/settings.ts`; `branch_id` is "" for the whole shop. */
interface SettingTable {
  branch_id: string;
  key: string;
  value_json: string;
  updated_at: number;
  updated_by: string | null;
}

interface UserTable {
  id: string;
  /** Lower case; how one signs in. */
  email: string;
  name: string;
  role: Role;
  password_hash: string;
  locale: Locale;
  theme: "light" | "dark" | "system";
  /** Permissions beyond and below the role's: JSON of `allow` and `deny` by permission, "" for none. */
  overrides_json: Generated<string>;
  /** Where one works; chosen in the top bar. */
  branch_id: string;
  active: number;
  must_change_password: number;
  /** 1 for who wants no mail about the own work of the day. */
  digest_off: Generated<number>;
  /** 1 for an administrator who gets no mail about what goes wrong. */
  alerts_off: Generated<number>;
  /** The day (`YYYY-MM-DD` of the branch) whose work was mailed last, "" for none. */
  digest_day: Generated<string>;
  created_at: number;
  updated_at: number;
  version: number;
}

interface SessionTable {
  /** SHA-256 of the cookie's token, hex. */
  id: string;
  user_id: string;
  created_at: number;
  /** Idle expiry, moved on by use. */
  expires_at: number;
  /** Never moved. */
  absolute_expires_at: number;
  last_seen_at: number;
  /** 1 after a change of role or permissions, until the next request gives the session another id. */
  must_rotate: number;
  /** The id before that. */
  former_id: string | null;
  /** The role as whose an administrator looks at the screens, null for their own. */
  seen_as: SeenAs | null;
  /** When whoever sits there last proved who they are: at the sign-in, and before dangerous acts. */
  confirmed_at: Generated<number>;
  ip: string;
  user_agent: string;
}

/** The app on somebody's phone that shows codes (RFC 6238): counts from `confirmed_at` on. */
interface TotpTable {
  user_id: string;
  /** Base32, sealed under `totp:<user_id>`. */
  sealed_secret: string;
  created_at: number;
  confirmed_at: number | null;
  /** The latest half minute whose code was taken; none up to it is taken again. */
  last_step: number;
}

/** In place of the phone, once each. */
interface RecoveryCodeTable {
  /** HMAC under `SECRET_KEY`. */
  code_hash: string;
  user_id: string;
  created_at: number;
  used_at: number | null;
}

/** A sign-in whose password was right and whose second step is yet to come. */
interface SignInStepTable {
  /** SHA-256 of the cookie's token, hex. */
  id: string;
  user_id: string;
  created_at: number;
  expires_at: number;
}

/** A passkey (WebAuthn) of a user: only its public half. */
interface PasskeyTable {
  id: string;
  user_id: string;
  credential_id: string;
  /** COSE, base64url. */
  public_key: string;
  /** How often it signed, as it says itself; 0 for those that do not count. */
  counter: number;
  /** How a browser reaches it, by spaces. */
  transports: string;
  /** 1 for one that its owner's provider keeps on several devices. */
  synced: number;
  name: string;
  created_at: number;
  last_used_at: number | null;
}

/** Challenges that were answered: none counts twice. The id is the SHA-256. */
interface SpentChallengeTable {
  id: string;
  expires_at: number;
}

/** One row per account (`account:<email>`) or network (`network:<ip>`) that failed lately. */
interface LoginFailureTable {
  key: string;
  failures: number;
  last_failed_at: number;
  blocked_until: number;
}

/** Set-up links and pairing codes: only hashes, few tries, one use. */
interface OneTimeCodeTable {
  id: string;
  purpose: "setup" | "pairing";
  code_hash: string;
  data_json: string;
  created_at: number;
  expires_at: number;
  tries_left: number;
  used_at: number | null;
}

/** Of a token's post: how it was answered, for a day. */
interface AnswerClientTable {
  answer_id: string;
  client_id: string;
  kept_at: number;
}

interface IdempotencyKeyTable {
  id: string;
  token_id: string;
  key: string;
  /** SHA-256 of method, path, query and body. */
  fingerprint: string;
  /** Null only inside of the transaction that makes what it answers. */
  status: number | null;
  content_type: string;
  location: string;
  etag: string;
  body: string;
  created_at: number;
}

interface ApiTokenTable {
  id: string;
  name: string;
  /** First characters, to recognise it by. */
  prefix: string;
  /** SHA-256, hex. */
  token_hash: string;
  scopes_json: string;
  created_at: number;
  created_by: string | null;
  expires_at: number | null;
  last_used_at: number | null;
  last_used_ip: string | null;
  revoked_at: number | null;
}

interface AuditEventTable {
  id: string;
  at: number;
  actor_kind: string;
  actor_id: string | null;
  actor_name: string;
  ip: string;
  request_id: string;
  /** `login_failed`, `user_created`, `setting_changed` … */
  kind: string;
  subject_kind: string;
  subject_id: string;
  data_json: string;
}

/** The audit log as a chain: each link's hash is over its number, the hash before and its event, so that any change shows. */
interface AuditLinkTable {
  /** 1, 2, 3 … without a gap. */
  seq: number;
  event_id: string;
  /** SHA-256, 64 hex digits. */
  hash: string;
}

/** With what the shop signs what it hands out as evidence (Ed25519). */
interface SigningKeyTable {
  id: string;
  /** 32 bytes, base64url. */
  public_key: string;
  /** PKCS #8, sealed under `signing_key:<id>`; "" once another one took its place. */
  sealed_key: string;
  created_at: number;
  created_by_name: string;
  retired_at: Generated<number | null>;
  /** From when on it may have been in wrong hands. */
  leaked_from: Generated<number | null>;
}

/** For whom backups are encrypted; the secret half is the owner's alone. */
interface BackupKeyTable {
  id: string;
  /** `age1…` */
  recipient: string;
  created_at: number;
  created_by_name: string;
  /** When another one took its place. */
  ended_at: number | null;
}

interface BackupTable {
  id: string;
  /** Of its folder: `20261127T061200Z-4f2a91c0`. */
  name: string;
  started_at: number;
  finished_at: number | null;
  state: BackupState;
  error: string;
  /** "" for the clock. */
  by_name: string;
  /** Of its own parts, without attachments. */
  bytes: number;
  rows: number;
  files: number;
  new_files: number;
  /** Opens this backup alone, for its drill; null for all but the newest. */
  drill_key_sealed: string | null;
  /** When the outside store had all of it. */
  stored_at: number | null;
  store_error: string;
  /** When it was removed by the rule of what is kept. */
  removed_at: number | null;
}

interface BackupDrillTable {
  id: string;
  backup_id: string;
  at: number;
  ms: number;
  state: "ok" | "failed";
  error: string;
  rows: number;
  files: number;
  audit_events: number;
}

/** One process over five minutes. */
interface StatusSampleTable {
  id: string;
  at: number;
  requests: number;
  errors: number;
  /** Mean time of a request, microseconds. */
  mean_us: number;
  lag_ms: number;
  rss_bytes: number;
  /** Jobs that were due. */
  queued: number;
}

interface ClientTable {
  /** Row key of the search index and of "newest first". */
  seq: Generated<number>;
  id: string;
  kind: ClientKind;
  name: string;
  /** What lists are sorted by. */
  name_fold: string;
  /** National or tax id as typed, "" when unknown. */
  document: string;
  document_fold: string;
  address: string;
  notes: string;
  locale: Locale;
  search_fold: string;
  /** What only who may read contacts finds them by. */
  contact_fold: Generated<string>;
  /** One submit of one form makes one client; null when an intake brought it. */
  form_key: string | null;
  /** When the person's data were erased, null while they are there. */
  erased_at: number | null;
  /** Since when they want no mails but those about their orders, null while they take all. */
  no_mail_since: number | null;
  created_at: number;
  created_by: string | null;
  updated_at: number;
  /** How they want to be told, "" when they have not said. */
  channel: Generated<PreferredChannel>;
  /** `Consents`, "" when nobody asked. */
  consents_json: Generated<string>;
  version: number;
}

/** Not unique: families share phones. */
interface ContactTable {
  id: string;
  client_id: string;
  kind: ContactKind;
  /** E.164 or lower-case e-mail: what is compared. */
  value: string;
  /** As a person reads it. */
  display: string;
  position: number;
}

interface DeviceTable {
  seq: Generated<number>;
  id: string;
  category: DeviceCategory;
  brand: string;
  model: string;
  serial: string;
  serial_fold: string;
  search_fold: string;
  created_at: number;
  updated_at: number;
  version: number;
}

/** One row per spell of ownership; `until` is null for today's owner. */
interface DeviceOwnerTable {
  id: string;
  device_id: string;
  client_id: string;
  since: number;
  until: number | null;
}

interface TermsVersionTable {
  id: string;
  version: number;
  locale: Locale;
  text: string;
  created_at: number;
  created_by: string | null;
}

interface IntakeTable {
  id: string;
  branch_id: string;
  client_id: string;
  terms_version_id: string;
  signature_id: string | null;
  /** Why there is no signature, "" when there is one. */
  unsigned_reason: string;
  /** The receipt as handed out (`IntakeReceipt`), so that it prints the same for ever. */
  receipt_json: string;
  /** One submit of one form makes one intake. */
  form_key: string;
  created_at: number;
  created_by: string;
}

/** What was typed into an intake that has not been received yet; sealed, it may hold a device's secret. */
interface IntakeDraftTable {
  id: string;
  user_id: string;
  sealed: string;
  created_at: number;
  updated_at: number;
}

interface SignatureTable {
  id: string;
  purpose: "intake" | "delivery" | "quote";
  name: string;
  /** File hash of the PNG in the private store. */
  file_hash: string;
  at: number;
  ip: string;
}

interface OrderSequenceTable {
  branch_id: string;
  series: string;
  next: number;
}

interface OrderTable {
  seq: Generated<number>;
  id: string;
  number: string;
  branch_id: string;
  series: string;
  sequence: number;
  intake_id: string;
  client_id: string;
  device_id: string;
  technician_id: string | null;
  status: OrderStatus;
  /** When the status was entered. */
  status_since: number;
  /** Open milliseconds that the shop had it to itself before `status_since`. */
  sla_ms: Generated<number>;
  /** Since when it is overdue if nothing moves, null when it may wait for ever; kept by `changeOrder`. */
  overdue_at: number | null;
  /** Where `on_hold` returns to. */
  held_from: OrderStatus | null;
  hold_review_at: number | null;
  outcome: OrderOutcome | null;
  priority: Priority;
  fault: string;
  condition: string;
  promised_at: number | null;
  preauthorised_minor: number | null;
  currency: string;
  vendor: string;
  vendor_expected_at: number | null;
  /** Who moved it to quality control or ready: the one who may not check it. */
  repaired_by: string | null;
  rework_count: number;
  warranty_of_order_id: string | null;
  received_at: number;
  ready_at: number | null;
  closed_at: number | null;
  /** 1 once everything that it waited for in `awaiting_parts` lies reserved; 0 again as it moves on. */
  parts_in: Generated<number>;
  /** 1: a client announced it through a link. */
  by_client: Generated<number>;
  search_fold: string;
  contact_fold: Generated<string>;
  /** Its number in the system that it was imported from, "" for one of our own. */
  reference: Generated<string>;
  created_at: number;
  created_by: string;
  updated_at: number;
  version: number;
}

/** Numbers of a branch's series that were reserved together, for paper. */
interface SlipBatchTable {
  seq: Generated<number>;
  id: string;
  branch_id: string;
  first_number: string;
  last_number: string;
  slips: number;
  /** One submit of one form reserves once. */
  form_key: string;
  created_at: number;
  created_by: string;
  created_by_name: string;
}

/** One reserved number: open until an order takes it or somebody voids it. */
interface SlipTable {
  seq: Generated<number>;
  id: string;
  batch_id: string;
  branch_id: string;
  number: string;
  series: string;
  sequence: number;
  state: SlipState;
  /** Of the order that took the number. */
  order_id: string | null;
  /** When it was used or voided, and by whom. */
  settled_at: number | null;
  settled_by: string | null;
  settled_by_name: string;
  /** "" unless it is void. */
  void_reason: string;
  created_at: number;
}

/** Append-only. */
interface OrderEventTable {
  id: string;
  order_id: string;
  kind: OrderEventKind;
  from_status: OrderStatus | null;
  to_status: OrderStatus | null;
  actor_kind: "user" | "client" | "system" | "token" | "agent";
  actor_id: string | null;
  actor_name: string;
  at: number;
  data_json: string;
}

interface OrderAccessoryTable {
  id: string;
  order_id: string;
  description: string;
  position: number;
}

/** How many orders stand in each status, kept by the same transactions that move them. */
interface OrderCountTable {
  branch_id: string;
  status: OrderStatus;
  orders: number;
}

/** What happened on one calendar day of the branch (`YYYY-MM-DD`). */
interface OrderDayTable {
  branch_id: string;
  day: string;
  received: number;
  ready: number;
  delivered: number;
  cancelled: number;
  /** Sum over the orders that became ready that day of the milliseconds since they were received. */
  repair_ms: number;
  paid_minor: number;
}

/** What a day or month of a branch comes to, made from the history (`src/statistics/`). */
interface FigureSheetTable {
  branch_id: string;
  /** Technician and category, "" for all of them: `<id>|phone`, `|`. */
  scope: string;
  /** `2026-11-27`, `2026-11`, or `now`: how the open orders stand. */
  span: string;
  /** Sums by key, as `src/statistics/facts.ts` names them: of all, and of things (`paid_by/…`, `part/…`). */
  sums_json: string;
  things_json: string;
}

/** The one row tells how far the sheets have come. */
interface FigureStateTable {
  id: string;
  /** Instant at which the history was read last, null before all of it was. */
  read_at: number | null;
  /** Earliest instant of which something changed afterwards, null where nothing did. */
  due_at: number | null;
  /** How often days before the last ones were counted anew. */
  recounts: number;
}

/** Append-only: the latest row is the diagnosis, the others are its history. */
interface DiagnosisTable {
  id: string;
  order_id: string;
  text: string;
  written_by: string;
  written_at: number;
  /** What it comes to; null where nobody said. */
  finding: Generated<DiagnosisFinding | null>;
}

interface NoteTable {
  id: string;
  order_id: string;
  visibility: "internal" | "public";
  text: string;
  written_by: string;
  written_at: number;
}

/** Somebody's work on an order that goes on; one at a time for each user. */
interface WorkTimerTable {
  user_id: string;
  order_id: string;
  started_at: number;
}

/** Append-only; time worked on an order, or (with a reason) a correction of it. Its sum counts. */
interface WorkTimeTable {
  id: string;
  order_id: string;
  /** Who worked. */
  user_id: string;
  /** Milliseconds, negative where a correction takes some away. */
  ms: number;
  /** When the timer was started, null for a correction. */
  started_at: number | null;
  /** Why somebody corrects it, "" for what a timer measured. */
  reason: string;
  at: number;
  /** Null where the order's move stopped the timer. */
  recorded_by: string | null;
}

/** A user whom a note names with an @. */
interface NoteMentionTable {
  id: string;
  note_id: string;
  order_id: string;
  user_id: string;
  created_at: number;
  /** When they opened it. */
  seen_at: number | null;
}

/** Words that the shop writes again and again. */
interface CannedAnswerTable {
  id: string;
  /** What it is chosen by; unique. */
  title: string;
  /** May name `{cliente}`, `{equipo}` and `{orden}`. */
  text: string;
  active: number;
  created_at: number;
  version: number;
}

/** A photo. Without an order it is an upload that waits for its form; such rows are swept after two days. */
interface AttachmentTable {
  id: string;
  order_id: string | null;
  visibility: "internal" | "public";
  name: string;
  type: string;
  size: number;
  width: number;
  height: number;
  file_hash: string;
  thumb_hash: string;
  created_at: number;
  created_by: string;
  /** The point of a checklist that it shows, null for any other photo. */
  checklist_item_id: Generated<string | null>;
}

/** What is checked of a category of devices as they come in or go out. */
interface ChecklistTemplateTable {
  id: string;
  category: DeviceCategory;
  phase: ChecklistPhase;
  updated_at: number;
  updated_by: string;
  version: number;
}

interface ChecklistTemplateItemTable {
  template_id: string;
  position: number;
  text: string;
}

/** A template as it was when somebody began to check an order's device. */
interface ChecklistRunTable {
  id: string;
  order_id: string;
  phase: ChecklistPhase;
  started_at: number;
  started_by: string;
  /** When the device went on with it: what is checked after that is another run. */
  closed_at: number | null;
  version: number;
}

interface ChecklistItemTable {
  id: string;
  run_id: string;
  position: number;
  text: string;
  /** Null until somebody answers. */
  result: CheckResult | null;
  note: string;
  answered_by: string | null;
  answered_by_name: string;
  answered_at: number | null;
}

interface SecretTable {
  id: string;
  order_id: string;
  kind: SecretKind;
  sealed: string;
  created_at: number;
  created_by: string;
  /** Set at delivery. */
  purge_at: number | null;
  purged_at: number | null;
}

interface SecretAccessTable {
  id: string;
  secret_id: string;
  order_id: string;
  user_id: string;
  reason: string;
  at: number;
}

/** Append-only; corrections are new rows. */
interface ChargeTable {
  id: string;
  order_id: string;
  description: string;
  amount_minor: number;
  currency: string;
  created_at: number;
  created_by: string;
  /** The charge that this one gives back, null for any other. */
  corrects_id: string | null;
  /** The approved line that it was copied from. */
  quote_line_id: string | null;
}

/** Append-only ledger, negative for refunds. */
interface PaymentTable {
  id: string;
  order_id: string;
  kind: "payment" | "deposit" | "refund";
  method: PaymentMethod;
  amount_minor: number;
  currency: string;
  note: string;
  at: number;
  recorded_by: string;
  /** The session of the till at which it was taken, null where none was open. */
  cash_session_id: string | null;
  /** The gateway that brought it; `recorded_by` then answers for the gateway. */
  gateway: Provider | null;
}

/** Sums of an order's ledger; triggers keep them with every entry. */
interface OrderBalanceTable {
  order_id: string;
  charged_minor: number;
  paid_minor: number;
  /** Charged less paid. */
  balance_minor: number;
}

interface TillTable {
  id: string;
  branch_id: string;
  /** "Caja 1"; unique within the branch. */
  name: string;
  /** Receipt printer that the till's drawer hangs on. */
  printer_id: string | null;
  active: number;
  created_at: number;
  version: number;
}

/** A till from its opening to its closing; a closed one never changes. */
interface CashSessionTable {
  seq: Generated<number>;
  id: string;
  till_id: string;
  branch_id: string;
  user_id: string;
  currency: string;
  /** Cash that lay in the drawer at the opening. */
  float_minor: number;
  opened_at: number;
  closed_at: number | null;
  closed_by: string | null;
  /** Counted less expected, over all methods. */
  difference_minor: number | null;
  /** What explains the difference, "" when there is none. */
  note: string;
  /** Why somebody else closed it, "" when its own user did. */
  close_reason: string;
}

/** Append-only; cash that went into the drawer, or (negative) out of it, for no order. */
interface CashMovementTable {
  id: string;
  cash_session_id: string;
  amount_minor: number;
  currency: string;
  reason: string;
  at: number;
  recorded_by: string;
}

/** Append-only; every count of a session is kept, the last one before its closing counts. */
interface CashCountTable {
  seq: Generated<number>;
  id: string;
  cash_session_id: string;
  /** Method → minor units that there should have been. */
  expected_json: string;
  /** Method → minor units that there were. */
  counted_json: string;
  /** Face value in minor units → pieces of cash; "{}" when nobody counted by pieces. */
  bills_json: string;
  /** Why somebody else counts, "" for its own user. */
  reason: string;
  at: number;
  counted_by: string;
}

/** The receipt as handed out (`PaymentReceipt`); a payment gets one when it is recorded. */
interface PaymentReceiptTable {
  payment_id: string;
  receipt_json: string;
  issued_at: number;
}

/** Who took the device home; the receipt as handed out (`DeliveryReceipt`). */
interface DeliveryTable {
  id: string;
  order_id: string;
  taken_by: string;
  taken_by_document: string;
  signature_id: string | null;
  unsigned_reason: string;
  /** Why an administrator let it go with a balance, "" when there was none. */
  debt_reason: string;
  receipt_json: string;
  delivered_at: number;
  delivered_by: string;
}

/** Append-only; what became of each accessory that had come with the device. */
interface DeliveryAccessoryTable {
  id: string;
  delivery_id: string;
  accessory_id: string;
  /** 1 when it was handed back. */
  returned: number;
  /** Why it was not, or how it was; "" when there is nothing to say. */
  note: string;
}

/** What somebody with an order's link wrote to the shop; the text never changes. */
interface ClientMessageTable {
  id: string;
  order_id: string;
  text: string;
  at: number;
  ip: string;
  /** When somebody of the staff read it or answered, null until then. */
  seen_at: number | null;
  seen_by: string | null;
}

/** Who comes when, and to whom. */
interface AppointmentTable {
  id: string;
  branch_id: string;
  kind: AppointmentKind;
  state: AppointmentState;
  /** Null for who the shop does not know yet. */
  client_id: string | null;
  order_id: string | null;
  /** Of who the shop does not know yet, "" for a client. */
  name: string;
  /** E.164, "" for a client. */
  phone: string;
  technician_id: string | null;
  starts_at: number;
  ends_at: number;
  note: string;
  /** "" unless it was cancelled. */
  cancel_reason: string;
  /** When the client was reminded of the time at which it stands. */
  reminded_at: number | null;
  created_at: number;
  created_by: string;
  updated_at: number;
  version: number;
}

/** Append-only. */
interface AppointmentEventTable {
  id: string;
  appointment_id: string;
  kind: AppointmentEventKind;
  /** As of then. */
  starts_at: number | null;
  actor_id: string | null;
  actor_name: string;
  at: number;
}

/** A device that the branch lends; whether it is out follows from its loans. */
interface LoanerTable {
  id: string;
  branch_id: string;
  name: string;
  serial: string;
  condition: string;
  active: number;
  created_at: number;
  created_by: string;
  updated_at: number;
  version: number;
}

/** Append-only; it is out until a `loan_return` names it. */
interface LoanTable {
  id: string;
  loaner_id: string;
  order_id: string;
  agreement: Agreement;
  /** What the client left, in words. */
  deposit: string;
  /** As it went out. */
  condition: string;
  due_at: number;
  lent_at: number;
  lent_by: string;
  lent_by_name: string;
}

/** Append-only; one for each loan. */
interface LoanReturnTable {
  id: string;
  loan_id: string;
  /** As it came back. */
  condition: string;
  returned_at: number;
  returned_by: string;
  returned_by_name: string;
}

interface WarrantyTable {
  id: string;
  order_id: string;
  device_id: string;
  starts_at: number;
  ends_at: number;
  days: number;
}

/**
 * One version of what is offered for an order. At most one is a draft and at most one can be accepted (`sent`, `viewed`). What a
 * client has been shown never changes: neither its lines nor its words.
 */
interface QuoteTable {
  id: string;
  order_id: string;
  /** 1, 2 … within the order. */
  revision: number;
  status: QuoteStatus;
  currency: string;
  /** 1 when unit prices already hold their tax. */
  tax_included: number;
  /** `QuoteOption[]`; empty for one proposal without alternatives. */
  options_json: string;
  /** Conditions of this offer, for the client. */
  note: string;
  valid_days: number;
  /** Share of the total to be paid before the work begins, 0 for none. */
  deposit_percent: number;
  /** As it stood when the offer was sent. */
  diagnosis: string;
  /** The terms that are shown with it, null for none. */
  terms_version_id: string | null;
  /** Key of the form that sent it. */
  sent_key: string | null;
  sent_at: number | null;
  sent_by: string | null;
  /** `OfferFacts` as they stood when it was sent, "" for a draft. */
  facts_json: Generated<string>;
  /** Why it costs something on a warranty claim. */
  claim_reason: Generated<string>;
  /** First instant at which it can no longer be accepted. */
  valid_until: number | null;
  /** When the client has to be reminded, or the offer ends; null when nothing is due any more. */
  remind_at: number | null;
  /** First time that a person opened it by the link. */
  viewed_at: number | null;
  decided_at: number | null;
  /** Which alternative was approved, "" when there were none. */
  approved_option: LineOption | null;
  /** What has to be paid before the work begins, fixed by the approval. */
  deposit_minor: number | null;
  /** When its charges were entered and its parts reserved. */
  settled_at: number | null;
  created_at: number;
  created_by: string;
  updated_at: number;
  version: number;
}

interface QuoteLineTable {
  id: string;
  quote_id: string;
  position: number;
  /** The alternative that it belongs to, "" for all of them. */
  option: LineOption;
  kind: LineKind;
  description: string;
  /** Thousandths. */
  quantity: number;
  /** Never negative: a discount takes it away. */
  unit_minor: number;
  /** Thousandths of a percent. */
  tax_rate: number;
  /** The part of the catalogue, null for any other thing. */
  part_id: string | null;
}

/** What a line costs the shop, apart so that who may not know it never receives it. */
interface QuoteLineCostTable {
  line_id: string;
  unit_minor: number;
}

/** Append-only: how an offer was handed on. A WhatsApp that was opened is no message that was sent. */
interface QuoteSharingTable {
  id: string;
  quote_id: string;
  how: SharedHow;
  to_address: string;
  /** One submit of one form hands it on once. */
  form_key: string;
  at: number;
  shared_by: string;
}

/** Append-only: what was decided, by whom, on which words, sealed. */
interface QuoteDecisionTable {
  /** Key of the form. */
  id: string;
  quote_id: string;
  order_id: string;
  decision: QuoteDecision;
  option: LineOption;
  channel: DecisionChannel;
  /** Name as written. */
  who: string;
  note: string;
  terms_version_id: string | null;
  signature_id: string | null;
  at: number;
  ip: string;
  user_agent: string;
  /** Who of the staff noted it down; null when the client did it by the link. */
  recorded_by: string | null;
  /** `Evidence`, exactly as it was hashed. */
  evidence_json: string;
  /** SHA-256 of `evidence_json`, hex. */
  evidence_hash: string;
  /** Ed25519 over the hash, and the public key that verifies it; base64url. */
  seal: string;
  seal_key: string;
}

/** The lines of a common job, to be copied into a quote. */
interface QuoteTemplateTable {
  id: string;
  name: string;
  /** `TemplateLine[]`. */
  lines_json: string;
  active: number;
  created_at: number;
  created_by: string;
  updated_at: number;
  version: number;
}

/** The token itself is never stored: it is derived from the id and SECRET_KEY (`src/tracking/token.ts`). */
interface TrackingLinkTable {
  id: string;
  order_id: string;
  token_hash: string;
  created_at: number;
  expires_at: number;
  revoked_at: number | null;
}

/** An address at which clients announce devices, or see what they announced. */
interface PreintakeLinkTable {
  id: string;
  kind: PreintakeLinkKind;
  branch_id: string;
  /** Whose it is, null for a branch's standing link. */
  client_id: string | null;
  /** Of an announcement: the link through which it came. */
  via_id: string | null;
  /** SHA-256, hex. */
  token_hash: string;
  created_at: number;
  /** Who made it, or the link through which it came. */
  created_by: string;
  expires_at: number;
  revoked_at: number | null;
}

/** An order that a client announced, and the link at which they see it. */
interface PreintakeOrderTable {
  order_id: string;
  link_id: string;
  /** As the client wrote it: what the shop knows of the device is not theirs to read. */
  device: string;
}

interface JobTable {
  id: string;
  kind: string;
  payload_json: string;
  state: "waiting" | "leased" | "done" | "dead";
  /** Not before this instant. */
  run_at: number;
  attempts: number;
  max_attempts: number;
  /** Fencing token: a late worker whose token is gone changes nothing. */
  lease_token: string | null;
  lease_until: number | null;
  /** At most one job of a key waits or runs. */
  unique_key: string | null;
  /** What was asked for under the key while it ran: follows once it has ended. */
  again_json: string | null;
  errors_json: string;
  created_at: number;
  finished_at: number | null;
}

/** What other programs may know, append-only. */
interface EventTable {
  id: string;
  type: EventType;
  occurred_at: number;
  subject_kind: EventSubject["kind"];
  subject_id: string;
  data_json: string;
}

/** The order in which events became visible; the database itself adds a row as an event commits. */
interface EventPositionTable {
  seq: Generated<number>;
  event_id: string;
  type: EventType;
}

interface WebhookEndpointTable {
  id: string;
  url: string;
  description: string;
  /** `EventType[]`; empty for all. */
  types_json: string;
  active: number;
  /** `whsec_…` in the secret box, under `webhook_secret:<id>`. */
  secret_sealed: string;
  /** The one before, which signs too until `old_secret_until`. */
  old_secret_sealed: string | null;
  old_secret_until: number | null;
  /** Since when every delivery has failed, null when the last one arrived. */
  failing_since: number | null;
  /** Until when the receiver asked to be left alone. */
  not_before: number;
  /** When it was stopped by itself, and why. */
  stopped_at: number | null;
  stopped_cause: StopCause | "";
  created_at: number;
  created_by: string | null;
  updated_at: number;
  removed_at: number | null;
  version: number;
}

/** One event for one endpoint. */
interface WebhookDeliveryTable {
  seq: Generated<number>;
  id: string;
  endpoint_id: string;
  event_id: string;
  state: DeliveryState;
  attempts: number;
  next_at: number;
  lease_token: string | null;
  lease_until: number | null;
  /** Of the latest attempt; null while nothing was answered. */
  last_status: number | null;
  /** Code of what went wrong, "" when nothing did. */
  last_error: string;
  created_at: number;
  finished_at: number | null;
}

interface WebhookAttemptTable {
  id: string;
  delivery_id: string;
  /** 1 for the first. */
  number: number;
  at: number;
  ms: number;
  status: number | null;
  error: string;
  /** What was answered: a few headers, and the beginning of the text. */
  headers_json: string;
  body: string;
}

/** Times of a task that are the shop's own; absent while they are the usual ones. */
interface TaskPlanTable {
  task: string;
  pattern: string;
  enabled: number;
  /** Occurrences up to this instant are not made up for. */
  changed_at: number;
  changed_by_name: string;
  version: number;
}

/** What is known of a timed task in one place: a branch, or "" for the whole shop. */
interface TaskClockTable {
  task: string;
  branch_id: string;
  /** The latest occurrence that a process has claimed. */
  occurrence_at: number;
  /** By which it was reckoned; "" when nobody knows. */
  zone: string;
  /** Runs that failed one after the other, up to the last one. */
  failures: number;
  /** The last one that is over. */
  last_run_id: string | null;
}

/** One run of a timed task: at most one for each occurrence. */
interface TaskRunTable {
  id: string;
  task: string;
  branch_id: string;
  /** The occurrence; null when somebody asked for it. */
  due_at: number | null;
  queued_at: number;
  started_at: number | null;
  finished_at: number | null;
  state: RunState;
  attempts: number;
  done: number;
  failed: number;
  error: string;
  /** Who asked for it; null for the clock. */
  by_id: string | null;
  by_name: string;
}

/** A report that goes out by mail; `branch_id` is "" for the whole shop. */
interface ReportPlanTable {
  id: string;
  branch_id: string;
  period: "daily" | "weekly" | "monthly";
  /** Of the branch's day. */
  hour: number;
  /** 1 is Monday; of weekly ones. */
  weekday: number;
  /** 1 to 28; of monthly ones. */
  month_day: number;
  locale: Locale;
  active: number;
  /** The last occurrence that was sent, or from which on it is. */
  due_at: number;
  created_at: number;
  created_by_name: string;
  removed_at: number | null;
  version: number;
}

interface ReportRecipientTable {
  id: string;
  plan_id: string;
  user_id: string | null;
  name: string;
  address: string;
  created_at: number;
  unsubscribed_at: number | null;
}

/** A report that went out; at most one for each occurrence. */
interface ReportIssueTable {
  id: string;
  plan_id: string;
  /** Null when somebody sent it. */
  due_at: number | null;
  /** `YYYY-MM-DD`, both included. */
  from_day: string;
  to_day: string;
  recipients: number;
  file_hash: string;
  created_at: number;
  by_name: string;
}

interface MessageTable {
  id: string;
  kind: MessageKind | NoticeKind | LetterKind;
  to_address: string;
  to_name: string;
  locale: Locale;
  subject: string;
  html: string;
  text: string;
  client_id: string | null;
  state: MessageState;
  /** Message-ID header, the same for every attempt. */
  message_id: string;
  attempts: number;
  last_error: string;
  created_at: number;
  sent_at: number | null;
  /** Where one click takes the recipient off, "" where nothing does or it follows from the client. */
  unsubscribe_path: Generated<string>;
  channel: Generated<MessageChannel>;
  /** `ChatContent` of what goes by WhatsApp, "" for a mail. Subject, HTML and text are those of the mail that takes its place. */
  chat_json: Generated<string>;
  /** What Meta calls it, null before it was taken over. */
  provider_id: string | null;
  delivered_at: number | null;
  read_at: number | null;
}

/** The shop's number on WhatsApp; one row at most. */
interface WhatsappAccountTable {
  id: string;
  enabled: number;
  phone_number_id: string;
  business_account_id: string;
  /** `WhatsappCredentials` under SECRET_KEY. */
  sealed_credentials: string;
  checked_at: number | null;
  check_result: "" | NumberCheck;
  /** As Meta told them at the last check. */
  display_phone: string;
  verified_name: string;
  quality: string;
  templates_at: number | null;
  updated_at: number;
  updated_by: string;
  version: number;
}

/** A template as Meta listed it; one that is no longer approved stays for what refers to it. */
interface WhatsappTemplateTable {
  id: string;
  name: string;
  /** `es_AR`. */
  language: string;
  category: string;
  /** With its parameters, `Hola {{1}}`. */
  body: string;
  /** Why it cannot be used here, "" for nothing. */
  obstacle: TemplateObstacle;
  /** It carries a PDF in its header. */
  document: Generated<number>;
  approved: number;
}

/** Which template serves a kind of message in a language of clients. */
interface WhatsappChoiceTable {
  kind: TemplateKind;
  locale: Locale;
  template_id: string;
  /** The field of ours for each of its parameters, in the order of the body. */
  fields_json: string;
}

/** What Meta told, as it came in; the body is blanked once it was read. */
interface WhatsappEventTable {
  seq: Generated<number>;
  id: string;
  /** SHA-256 of the body: Meta repeats itself word for word. */
  digest: string;
  body: string;
  received_at: number;
  processed_at: number | null;
}

/** What somebody wrote to the shop's number. On an order the text is its `client_message`, and "" here. */
interface WhatsappInboundTable {
  seq: Generated<number>;
  id: string;
  provider_id: string;
  /** Digits, as Meta names who wrote. */
  phone: string;
  text: string;
  at: number;
  order_id: string | null;
}

/** A client who has to hear of an order and whom no mail reached; the row goes when somebody told them, or it no longer matters. */
interface ToTellTable {
  order_id: string;
  about: MessageKind;
  branch_id: string;
  reason: UntoldReason;
  since: number;
  /** When the prepared text was opened in WhatsApp, and by whom; that is not yet told. */
  opened_at: number | null;
  opened_by_name: string;
  /** Until then nobody is asked to tell them, 0 for at once. */
  postponed_until: Generated<number>;
  /** Somebody decided that they need not be told. */
  dismissed_at: Generated<number | null>;
  /** Why it was put off or left. */
  note: Generated<string>;
}

/** A notice to a client whose device waits to be collected. Days are unique for an order each time that it is ready. */
interface PickupNoticeTable {
  id: string;
  order_id: string;
  /** The order's `status_since`: it may be ready more than once. */
  ready_since: number;
  /** The day of the policy that it stands for, null for one given out of turn. */
  day: number | null;
  /** The mail, null where somebody has to tell the client. */
  message_id: string | null;
  given_at: number;
  proven_at: number | null;
  proven_by: NoticeProof | null;
}

/** Which reminders clients were given that their device waits; each day's at most once for each time that it is ready. */
interface PickupReminderTable {
  order_id: string;
  /** The order's `status_since`: it may be ready more than once. */
  ready_since: number;
  /** The day of the setting that it stands for. */
  day: number;
  /** Null where nothing was sent: the client waits to be told by hand, or had a notice that day. */
  message_id: string | null;
  given_at: number;
}

/** The appointment that a mail is about. */
interface AppointmentMessageTable {
  message_id: string;
  appointment_id: string;
}

/** A way into an account by mail, good for one use. */
interface UserLinkTable {
  id: string;
  user_id: string;
  purpose: "invitation" | "password_reset";
  /** SHA-256 of what the link carries. */
  token_hash: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
  /** Taken back, or overtaken by a later one. */
  ended_at: number | null;
}

/** The orders that a message is about: all those of a visit, or one. */
interface MessageOrderTable {
  message_id: string;
  order_id: string;
}

/** What goes along with a message, in the order of `position`. */
interface MessageAttachmentTable {
  id: string;
  message_id: string;
  position: number;
  /** As the reader's computer calls it, "" for a picture of the text. */
  name: string;
  type: string;
  /** By which the HTML shows it, "" for what stands beside the text. */
  content_id: string;
  /** `MailedPaper` that is drawn when the message is first sent; "" for a file that was there. */
  paper_json: string;
  /** Null until it is drawn: every try sends the same bytes. */
  file_hash: string | null;
}

/** One try to hand a message to the mail server; without a duration while it runs, or when the process died in it. */
interface MessageAttemptTable {
  message_id: string;
  /** 1 for the first. */
  number: number;
  at: number;
  duration_ms: number | null;
  result: AttemptResult;
  /** `250`, `451`, `ETIMEDOUT` … */
  code: string;
  /** What the server said, which may name the recipient. */
  answer: string;
}

/** What the shop made of the words of a kind of mail; without a row those of the product hold. */
interface MailTemplateTable extends Record<TemplatePart, string> {
  kind: TemplateKind;
  locale: Locale;
  version: number;
  changed_at: number;
  changed_by_name: string;
}

/** An address that a mail server said does not exist: nothing is sent to it until somebody lifts that. */
interface MailSuppressionTable {
  /** Lower case. */
  address: string;
  since: number;
  /** The message that came back. */
  message_id: string | null;
  code: string;
}

/** A printer-daemon on a shop's LAN. */
interface AgentTable {
  id: string;
  branch_id: string;
  name: string;
  token_hash: string;
  /** Fencing: the spool that holds the token. */
  instance: string;
  boot_id: string;
  version: string;
  os: string;
  /** Highest event number of the instance that was applied. */
  last_event: number;
  /** Highest beat of the boot that was applied. */
  last_beat: number;
  last_seen_at: number | null;
  created_at: number;
  revoked_at: number | null;
}

interface PrinterTable {
  id: string;
  agent_id: string;
  branch_id: string;
  /** As the daemon's configuration names it, unique within the agent. */
  key: string;
  name: string;
  kind: PrinterKind;
  language: Language;
  media: Media;
  /** 0 for a printer that never answers: its labels end as `sent`. */
  confirms: number;
  model: string;
  serial: string;
  firmware: string;
  dpi: number;
  /** The stock, in thousandths of a millimetre; of continuous media, the longest label. */
  width_um: number;
  height_um: number;
  /** RollDescription of a receipt printer, "" of a label printer. */
  roll_json: string;
  active: number;
  paused: number;
  ok: number;
  /** Why not ok, as the daemon reports it; "" when ok. */
  reason: string;
  since: number;
  /** What the printer asks for though it still prints (`paper_low` …). */
  warnings_json: string;
  /** Jobs in the daemon that have sent no byte yet, and labels that the printer itself holds. */
  waiting: number;
  inside: number;
  odometer: number | null;
  updated_at: number;
  /** Takes over what has not been sent while this one cannot print. */
  fallback_id: string | null;
  /** As the daemon's configuration has it, 0 … 30; null when it leaves it to the printer. */
  darkness: number | null;
  /** How far every label is moved right and down, in thousandths of a millimetre. */
  offset_x_um: number;
  offset_y_um: number;
  /** PrinterSetup that was sent last, "" when none was. */
  setup_json: string;
}

/** One cell of the matrix of documents and printers; without a row the document does not come out there. */
interface PrintRouteTable {
  id: string;
  branch_id: string;
  document: PrintDocument;
  printer_id: string;
  copies: number;
  /** 1: printed by itself when its moment comes; 0: only when somebody asks. */
  auto: number;
}

interface PrintJobTable {
  seq: Generated<number>;
  id: string;
  branch_id: string;
  printer_id: string;
  order_id: string | null;
  template: string;
  title: string;
  language: Language;
  /** ZPL text, or the base64 of ESC/POS bytes. */
  content: string;
  svg: string;
  /** The measured boxes of a label, "" for what is no label. */
  layout_json: string;
  sha256: string;
  copies: number;
  priority: number;
  state: PrintJobState;
  reason: string;
  attempts: number;
  /** How often a daemon was handed it; from the first time on only the daemon knows whether a byte has left. */
  offers: number;
  /** Staff no longer want it; the daemon is asked until it settles the job. */
  cancel_requested_at: number | null;
  /** Staff have dealt with its failure: it was printed anew or is not wanted. */
  settled_at: number | null;
  /** One click, one job. */
  idem_key: string;
  reprint_of: string | null;
  lease_until: number | null;
  evidence_json: string;
  created_at: number;
  created_by: string | null;
  created_by_name: string;
  expires_at: number;
  updated_at: number;
  finished_at: number | null;
  /** How often it changed printers: daemons know it by another name after each (`wireId`). */
  moves: number;
  /** Where it goes once its daemon has given it back; with `cancel_requested_at`. */
  move_to: string | null;
  /** The reserved number that it is the label of. */
  slip_id: string | null;
}

interface PrintJobEventTable {
  id: string;
  print_job_id: string;
  state: PrintJobState;
  reason: string;
  actor_name: string;
  at: number;
  /** The printer as it was called then. */
  printer_name: string;
  /** Evidence of the wire, "" when the daemon gave none. */
  evidence_json: string;
}

/** What staff want a daemon to do, repeated in every answer until the daemon says that it is done. */
interface PrintCommandTable {
  id: string;
  agent_id: string;
  printer_id: string;
  print_job_id: string | null;
  action: "printed" | "reprint" | "test" | "calibrate" | "pause" | "resume" | "open_drawer" | "setup";
  created_at: number;
  created_by_name: string;
  done_at: number | null;
  /** 0 when the daemon could not do it; null while it is on the way. */
  ok: number | null;
  detail: string;
  /** For `setup`: PrinterSetup of the wire; "" otherwise. */
  data_json: string;
}

/** Something that staff have to be told until it is over; at most one of a kind and subject is open. */
interface AlertTable {
  id: string;
  branch_id: string;
  kind: AlertKind;
  subject_kind: AlertSubject["kind"];
  subject_id: string;
  subject_name: string;
  /** AlertFacts. */
  data_json: string;
  opened_at: number;
  closed_at: number | null;
  seen_at: number | null;
  seen_by_name: string;
  /** Since when an open one looks right again, null while it does not. */
  right_since: number | null;
  /** When the administrators were told of it last. */
  told_at: Generated<number>;
  /** When an administrator took it on: nobody is reminded of it any more. */
  acknowledged_at: number | null;
  acknowledged_by_name: Generated<string>;
}

/** What is wrong, but not yet long enough to be told of. */
interface AlertBrewingTable {
  branch_id: string;
  kind: AlertKind;
  subject_id: string;
  since: number;
  /** When it was last seen to be wrong. */
  seen_at: number;
}

/** Append-only: the highest version of a branch's template counts. */
interface LabelLayoutTable {
  id: string;
  branch_id: string;
  template: LabelTemplate;
  version: number;
  /** Null: back to the shipped one. */
  layout_json: string | null;
  created_at: number;
  created_by: string | null;
  created_by_name: string;
}

interface PartTable {
  seq: Generated<number>;
  id: string;
  /** Capitals, figures and hyphens, as on its label. */
  sku: string;
  /** The maker's barcode, "" when there is none. */
  ean: string;
  name: string;
  name_fold: string;
  description: string;
  category: string;
  unit: PartUnit;
  /** What a client pays for one. What the shop paid is in `part_cost`, for those who may see it. */
  price_minor: number;
  currency: string;
  /** 1: each piece is known by its serial. */
  serialised: number;
  active: number;
  search_fold: string;
  /** One submit of one form makes one part. */
  form_key: string | null;
  created_at: number;
  created_by: string | null;
  updated_at: number;
  version: number;
}

/** Append-only: the latest row is what one costs now. */
interface PartCostTable {
  id: string;
  part_id: string;
  cost_minor: number;
  currency: string;
  at: number;
  by_id: string | null;
  by_name: string;
}

/** A device that a part fits, brand and model as one name. */
interface PartModelTable {
  part_id: string;
  position: number;
  model: string;
  model_fold: string;
}

/** One piece of a serialised part. */
interface PartUnitTable {
  id: string;
  part_id: string;
  branch_id: string;
  serial: string;
  serial_fold: string;
  state: UnitState;
  /** The order that it was used for. */
  order_id: string | null;
  created_at: number;
  updated_at: number;
}

/** A shelf or drawer of a branch. Every branch has the one with its own id, where parts lie that nobody put elsewhere. */
interface StockLocationTable {
  id: string;
  branch_id: string;
  code: string;
  created_at: number;
}

/** What a branch has of a part and where it keeps it. Both quantities are the sums of its moves, kept by the same transactions. */
interface StockBalanceTable {
  part_id: string;
  branch_id: string;
  on_hand: number;
  reserved: number;
  /** Fewer than these available and the part is low. */
  minimum: number;
  location_id: string;
}

/** Append-only. Quantities are thousandths. */
interface StockMoveTable {
  id: string;
  kind: MoveKind;
  part_id: string;
  branch_id: string;
  on_hand_change: number;
  reserved_change: number;
  order_id: string | null;
  part_unit_id: string | null;
  purchase_line_id: string | null;
  /** A code of its kind (`faulty` …), "" for none. */
  reason: string;
  note: string;
  actor_id: string | null;
  actor_name: string;
  at: number;
}

/** Forms that have moved stock or plans: each does it once. */
interface StockFormTable {
  id: string;
  at: number;
}

/** What an order does with a part (`src/parts/order_part.ts`), in thousandths. */
interface OrderPartTable {
  id: string;
  order_id: string;
  part_id: string;
  branch_id: string;
  planned: number;
  wanted: number;
  reserved: number;
  used: number;
  /** Came back after it had been used. */
  returned: number;
  scrapped: number;
  /** Billed beyond the plan. */
  charged: number;
  /** What the client pays for one, as planned or as the catalogue had it. */
  price_minor: number;
  currency: string;
  /** Why something else was used than planned. */
  explanation: string;
}

/** A line of `order_part` as it stood until an instant at which it was changed; append-only. */
interface OrderPartPastTable {
  line_id: string;
  order_id: string;
  until: number;
  planned: number;
  wanted: number;
  reserved: number;
  used: number;
  returned: number;
  scrapped: number;
  charged: number;
  price_minor: number;
  explanation: string;
}

/** What is bought from one supplier at a time; open until `closed_at`. */
interface PurchaseListTable {
  seq: Generated<number>;
  id: string;
  branch_id: string;
  supplier: string;
  note: string;
  ordered_at: number | null;
  closed_at: number | null;
  form_key: string;
  created_at: number;
  created_by: string;
  version: number;
}

interface PurchaseLineTable {
  id: string;
  list_id: string;
  part_id: string;
  ordered: number;
  received: number;
}

interface PaymentGatewayTable {
  provider: Provider;
  enabled: number;
  /** 0 while it works with the provider's test accounts. */
  live: number;
  takes_balance: number;
  takes_deposit: number;
  /** JSON under the secret box. */
  sealed_credentials: string;
  checked_at: number | null;
  check_result: "" | ProbeResult;
  updated_at: number;
  updated_by: string;
  version: number;
}

interface PaymentIntentTable {
  seq: Generated<number>;
  /** Of the form that asked; the provider knows it as reference and idempotency key. */
  id: string;
  order_id: string;
  provider: Provider;
  purpose: Purpose;
  amount_minor: number;
  currency: string;
  state: IntentState;
  /** Of the provider's preference or session. */
  external_id: string | null;
  pay_url: string;
  created_at: number;
  /** Null for the client. */
  created_by: string | null;
  expires_at: number;
  /** When the provider is asked next what became of it; null once that is known. */
  check_at: number | null;
  settled_at: number | null;
}

/** What a provider told, as it came. */
interface PaymentEventTable {
  seq: Generated<number>;
  id: string;
  provider: Provider;
  event_id: string;
  subject_json: string;
  body: string;
  signed: number;
  received_at: number;
  processed_at: number | null;
}

/** A payment at a provider, and what it became here. */
interface GatewayPaymentTable {
  seq: Generated<number>;
  id: string;
  provider: Provider;
  external_id: string;
  intent_id: string | null;
  order_id: string | null;
  state: GatewayPaymentState;
  amount_minor: number;
  currency: string;
  /** What the provider has given back of it in all. */
  refunded_minor: number;
  /** What of that is in our ledger or under review. */
  returned_minor: number;
  live: number;
  payment_id: string | null;
  seen_at: number;
  updated_at: number;
}

interface GatewayReviewTable {
  seq: Generated<number>;
  id: string;
  gateway_payment_id: string;
  kind: ReviewKind;
  /** Tells the reviews of one payment apart: `payment`, `refund:<sum>`, `chargeback`. */
  cause: string;
  reason: ReviewReason;
  amount_minor: number;
  /** The order that it seems to be for. */
  order_id: string | null;
  state: ReviewState;
  opened_at: number;
  resolved_at: number | null;
  resolved_by: string | null;
  note: string;
}

/** A file that is imported, how it is read and how far that has come. */
interface ImportRunTable {
  id: string;
  kind: ImportKind;
  state: ImportState;
  file_name: string;
  /** Of the file as it was sent, in the private store. */
  file_hash: string;
  encoding: FileEncoding;
  separator: SeparatorName;
  date_order: DateOrder;
  /** `string[]`. */
  headings_json: string;
  /** `Mapping`. */
  mapping_json: string;
  branch_id: string;
  /** Of its figures and words. */
  locale: Locale;
  /** Without the headings; 0 before it was checked. */
  row_count: number;
  /** Rows that the check or the import has been through. */
  done: number;
  made: number;
  changed: number;
  /** Known already, or twice in the file. */
  same: number;
  failed: number;
  created_at: number;
  created_by: string;
  created_by_name: string;
  finished_at: number | null;
  version: number;
}

/** What is wrong with a field of a row; the line counts records, the headings are the first. */
interface ImportProblemTable {
  import_id: string;
  line: number;
  field: string;
  code: string;
  params_json: string;
}

/** What a row became: the same row of another file is the same thing. */
interface ImportLinkTable {
  kind: ImportKind;
  /** The id that the other system gave, or a hash of the row. */
  key: string;
  subject_id: string;
  /** SHA-256 of what the row said. */
  digest: string;
  at: number;
}
