import { noted } from "../clients/consent.ts";
import { clientInput, oneContact } from "../clients/input.ts";
import type { Ctx } from "../context.ts";
import { AppError } from "../lib/app_error.ts";
import { type Typed, typedList, typedText } from "../lib/form.ts";
import { type Plan, planFor, type Reach, reachOf } from "../mail/plan.ts";
import { readReach } from "../mail/reach.ts";
import { isSuppressed } from "../mail/suppression.ts";
import { NEW_CLIENT } from "./intake.ts";

/** Who hears that the device came in, by what was typed so far; null before anybody was chosen. */
export async function typedTold(ctx: Ctx, typed: Typed): Promise<Plan | null> {
  const reach = await typedReach(ctx, typed);
  const kind = ctx.shop.settings.told_statuses.includes("received") ? "order_received" : null;
  return reach && planFor(ctx, reach, { kind });
}

async function typedReach(ctx: Ctx, typed: Typed): Promise<Reach | null> {
  const clientId = typedText(typed, "client_id");
  if (clientId === NEW_CLIENT) return await reachOfNew(ctx, typed);
  if (clientId === "") return null;
  try {
    return await readReach(ctx.db, clientId);
  } catch (gone) {
    if (gone instanceof AppError && gone.code === "not_found") return null;
    throw gone;
  }
}

/** As far as what was typed of them makes sense. */
async function reachOfNew(ctx: Ctx, typed: Typed): Promise<Reach> {
  const { country } = ctx.shop.settings;
  const client = typed["client"];
  const facts = typeof client === "object" && !Array.isArray(client) ? client : {};
  const one = oneContact(country);
  const contacts = await Promise.all(
    typedList(facts, "contacts").flatMap((contact) => one.safeParse(contact).data ?? []).map(
      async ({ kind, value }) => ({
        kind,
        value,
        bounced_at: kind === "email" && await isSuppressed(ctx.db, value) ? 0 : null,
      }),
    ),
  );
  const { channel, consents, locale } =
    clientInput(country).pick({ channel: true, consents: true, locale: true })
      .safeParse(facts).data ?? {};
  return reachOf({
    client: typedText(typed, "client.name"),
    channel: channel ?? "",
    consents: noted({}, consents ?? {}, { at: ctx.now, by: "" }),
    no_mail_since: null,
    locale: locale ?? ctx.shop.organization?.locale ?? "es",
    contacts,
  });
}
