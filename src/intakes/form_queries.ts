import type { Ctx } from "../context.ts";
import { identityOf } from "../clients/client.ts";
import { possibleDuplicates } from "../clients/queries.ts";
import { clientInput } from "../clients/input.ts";
import type { FieldErrors } from "../lib/app_error.ts";
import { type Typed, typedText } from "../lib/form.ts";
import type { Plan } from "../mail/plan.ts";
import { printsAtIntake } from "../printing/routing.ts";
import { announcedOfForm, clientsLikeThose, type FormDraftOrder } from "./announced_queries.ts";
import { type DraftOffer, draftOffers } from "./drafts.ts";
import { draftKey } from "./draft_key.ts";
import { parseIntake, typedDevices, typedSlip } from "./input.ts";
import { NEW_CLIENT } from "./intake.ts";
import { clientPicks, type DevicePick, pickOfDevice, pickRefusals, withPickedFacts } from "./pick_queries.ts";
import {
  type ClientOption,
  clientOptions,
  type DeviceHistory,
  deviceHistory,
  findClients,
  type SeenDevices,
  seenDevices,
  uploadsOf,
  type WaitingPhoto,
} from "./queries.ts";
import { type FormSlip, slipOfForm, typedSlipErrors } from "./slip_queries.ts";
import { staffOf } from "./staff.ts";
import { readingOf } from "./submission.ts";
import { type Terms, termsInForce } from "./terms.ts";
import { typedTold } from "./told_queries.ts";

/** Everything the intake page shows: what was typed, and what the shop knows about it. */
export interface IntakeForm {
  typed: Typed;
  errors: FieldErrors;
  formKey: string;
  draftKey: string;
  clients: ClientChoice;
  devices: IntakeFormDevice[];
  /** What the chosen client brought before. */
  picks: DevicePick[];
  seen: SeenDevices;
  terms: Terms[];
  offers: DraftOffer[];
  signatureRequired: boolean;
  hasPrinter: boolean;
  /** Who hears that the devices came in, null before anybody was chosen. */
  told: Plan | null;
  slip: FormSlip | null;
}

export interface ClientChoice {
  query: string;
  /** Id of the chosen client, `new`, or "". */
  chosen: string;
  found: ClientOption[];
  duplicates: ClientOption[];
  /** Whom the client of what was announced through a link may be: nobody has confirmed who wrote. */
  alike: ClientOption[];
}

export interface IntakeFormDevice {
  typed: Typed;
  /** The record that was chosen, whoever owns it. */
  picked: DevicePick | null;
  history: DeviceHistory | null;
  photos: WaitingPhoto[];
  /** The draft order that it comes into. */
  announced: FormDraftOrder | null;
}

/** Fills the page for what was typed so far (nothing, a draft, or a form that came back). */
export async function fillForm(
  ctx: Ctx,
  { typed, errors = {}, formKey }: { typed: Typed; errors?: FieldErrors; formKey: string },
): Promise<IntakeForm> {
  const staff = staffOf(ctx);
  const [clients, devices, seen, terms, offers, prints, slip, told] = await Promise.all([
    chooseClient(ctx, typed),
    Promise.all(typedDevices(typed).map((device) => fillDevice(ctx, device))),
    seenDevices(ctx.db),
    termsInForce(ctx.db, ctx.shop.organization?.locale ?? "es"),
    draftOffers(ctx),
    printsAtIntake(ctx.db, staff.branchId),
    slipOfForm(ctx, typed),
    typedTold(ctx, typed),
  ]);
  return {
    typed,
    errors,
    formKey,
    draftKey: draftKey(ctx.secretKey, { userId: staff.id, draftId: formKey }, ctx.now),
    clients,
    devices,
    picks: await clientPicks(ctx.db, clients.chosen === NEW_CLIENT ? "" : clients.chosen),
    seen,
    terms,
    offers: offers.filter((offer) => offer.id !== formKey),
    signatureRequired: ctx.shop.settings.signature_required && typedSlip(typed) === "",
    hasPrinter: prints,
    told,
    slip,
  };
}

/** The clients to choose from: the chosen one first, then those the query finds and those a new one may be. */
export async function chooseClient(ctx: Ctx, typed: Typed): Promise<ClientChoice> {
  const query = typedText(typed, "client_query");
  const chosen = typedText(typed, "client_id");
  const isKnown = chosen !== "" && chosen !== NEW_CLIENT;
  const [own, found, duplicates, alike] = await Promise.all([
    isKnown ? clientOptions(ctx, [chosen]) : [],
    findClients(ctx, query),
    chosen === NEW_CLIENT ? typedDuplicates(ctx, typed) : [],
    isKnown ? clientsLikeAnnounced(ctx, { chosen, typed }) : [],
  ]);
  const known = own.length > 0 || !isKnown;
  return {
    query,
    chosen: known ? chosen : "",
    found: [
      ...own,
      ...found.filter(({ id }) => id !== chosen && alike.every((one) => one.id !== id)),
    ],
    duplicates,
    alike,
  };
}

/** None where the shop noted the devices down itself. */
async function clientsLikeAnnounced(
  ctx: Ctx,
  { chosen, typed }: { chosen: string; typed: Typed },
): Promise<ClientOption[]> {
  const numbers = typedDevices(typed).map((device) => typedText(device, "order")).filter(Boolean);
  return await clientOptions(ctx, await clientsLikeThose(ctx.db, { numbers, chosen }));
}

/** Clients that the new one may be, as far as what was typed makes sense. */
export async function typedDuplicates(ctx: Ctx, typed: Typed): Promise<ClientOption[]> {
  const client = typed["client"];
  const facts = typeof client === "object" && !Array.isArray(client) ? client : {};
  const parsed = clientInput(ctx.shop.settings.country).safeParse({ ...facts, name: "?" });
  if (!parsed.success) return [];
  const duplicates = await possibleDuplicates(ctx.db, identityOf(parsed.data));
  return await clientOptions(ctx, duplicates.map((duplicate) => duplicate.id));
}

/** What is wrong with a form so far, by field; nothing is saved. */
export async function typedErrors(ctx: Ctx, typed: Typed): Promise<FieldErrors> {
  const filled = await withPickedFacts(ctx.db, typed);
  const parsed = parseIntake(filled, readingOf(ctx));
  const picked = typedDevices(filled).map((device) => ({
    id: typedText(device, "device_id"),
    category: typedText(device, "category"),
    brand: typedText(device, "brand"),
    serial: typedText(device, "serial"),
  }));
  return {
    ...await pickRefusals(ctx.db, picked),
    ...await typedSlipErrors(ctx, filled),
    ...parsed.ok ? {} : parsed.errors,
  };
}

async function fillDevice(ctx: Ctx, typed: Typed): Promise<IntakeFormDevice> {
  const deviceId = typedText(typed, "device_id");
  const [brand, serial, order] = [
    typedText(typed, "brand"),
    typedText(typed, "serial"),
    typedText(typed, "order"),
  ];
  const photos = typed["photos"];
  const ids = typeof photos === "string" ? [photos] : Array.isArray(photos) ? photos : [];
  const [picked, history, waiting, announced] = await Promise.all([
    deviceId === "" ? null : pickOfDevice(ctx.db, deviceId),
    deviceHistory(ctx, { brand, serial, deviceId, order }),
    uploadsOf(ctx, ids.filter((id) => typeof id === "string")),
    announcedOfForm(ctx, typed),
  ]);
  return { typed, picked, history, photos: waiting, announced };
}
