import { type Context, Hono } from "hono";
import { ClientDuplicates, ClientOptions } from "../../views/intakes/client_part.tsx";
import { KnownDevice } from "../../views/intakes/device_part.tsx";
import { DevicePicks } from "../../views/intakes/device_picks.tsx";
import { FieldErrorNotes } from "../../views/intakes/field_notes.tsx";
import { IntakesPage } from "../../views/intakes/list_page.tsx";
import { MadePage } from "../../views/intakes/made_page.tsx";
import { NewIntakePage } from "../../views/intakes/new_page.tsx";
import { IntakeTold } from "../../views/intakes/next_part.tsx";
import { intakeText } from "../../views/intakes/text.ts";
import { drawn } from "../documents/pdf.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { answerPdf, formatAsked } from "../http/pdf.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { nest, type Typed, typedText } from "../lib/form.ts";
import { EVERYTHING, listQuery } from "../orders/list_filter.ts";
import { paths } from "../paths.ts";
import { announceDevices } from "./announcing.ts";
import { announcedForm, mayReceiveAnnounced } from "./announced_queries.ts";
import { arriving } from "./appointment_queries.ts";
import { receiveIntake } from "./commands.ts";
import { discardDraft, openDraft, saveDraft } from "./drafts.ts";
import { readDraftKey } from "./draft_key.ts";
import { chooseClient, fillForm, typedDuplicates, typedErrors } from "./form_queries.ts";
import { parseIntake } from "./input.ts";
import { NEW_CLIENT } from "./intake.ts";
import { latestIntakes, madeIntake } from "./made_queries.ts";
import { beginning, claiming, clientPicks, withPickedFacts } from "./pick_queries.ts";
import { deviceHistory } from "./queries.ts";
import { intakeDocument } from "./receipt_pdf.ts";
import { mayTakeSlip } from "./slip_queries.ts";
import { pressedButton, readingOf, takeFiles, withButton } from "./submission.ts";
import { staffOf } from "./staff.ts";
import { typedTold } from "./told_queries.ts";
import type { MadeVisit } from "./visit.ts";

/** From the client at the counter to orders with their labels. Mounted at `/ingresos`. */
export const intakeRoutes = new Hono<Env>()
  .get("/", may("intakes.create"), async (c) => {
    const { ctx, viewer } = c.var;
    return c.html(<IntakesPage viewer={viewer} intakes={await latestIntakes(ctx, staffOf(ctx).branchId)} />);
  })
  .get("/nuevo", may("intakes.create"), async (c) => {
    const { ctx, viewer } = c.var;
    const draftId = c.req.query("borrador") ?? "";
    const draft = draftId === "" ? null : await openDraft(ctx, draftId);
    const slip = draft ? "" : c.req.query("talon") ?? "";
    const order = draft ? "" : c.req.query("orden") ?? "";
    // What was received meanwhile, or is another branch's to receive, is told by its own page.
    if (order !== "" && !await mayReceiveAnnounced(ctx, order)) return c.redirect(paths.order(order), 303);
    // A number that is taken, void or of another branch has a page of its own.
    if (slip !== "" && !await mayTakeSlip(ctx, slip)) return c.redirect(paths.slip(slip), 303);
    const typed = draft ?? {
      ...await begun(c),
      ...slip !== "" && { slip, unsigned_reason: intakeText[viewer.locale].slip.signedOnPaper },
    };
    const formKey = draft ? draftId : ctx.random.id(ctx.now);
    const form = await fillForm(ctx, { typed, formKey });
    return c.html(<NewIntakePage viewer={viewer} form={form} resumed={draft !== null} />);
  })
  .post("/", may("intakes.create"), async (c) => {
    const { ctx } = c.var;
    const submitted = await c.req.formData();
    const filled = await withPickedFacts(ctx.db, nest(submitted));
    const photos = await takeFiles(ctx, { typed: filled, form: submitted });
    const button = pressedButton(submitted);
    if (button) {
      return await formAgain(c, { typed: withButton(photos.typed, button), errors: {}, status: 200 });
    }
    const announcing = submitted.has("announce");
    const parsed = parseIntake(photos.typed, { ...readingOf(ctx), announcing });
    const errors = { ...photos.errors, ...parsed.ok ? {} : parsed.errors };
    if (!parsed.ok || Object.keys(errors).length > 0) {
      return await formAgain(c, { typed: parsed.typed, errors, status: 422 });
    }
    try {
      if (announcing) return await announced(c, await announceDevices(ctx, parsed.data));
      const { id } = await receiveIntake(ctx, parsed.data);
      return c.redirect(paths.intake(id), 303);
    } catch (error) {
      if (!(error instanceof AppError) || !error.detail.fields) throw error;
      return await formAgain(c, { typed: parsed.typed, errors: error.detail.fields, status: 422 });
    }
  })
  .post("/validacion", may("intakes.create"), async (c) => {
    const { ctx, viewer } = c.var;
    const typed = nest(await c.req.formData());
    const [errors, told] = await Promise.all([typedErrors(ctx, typed), typedTold(ctx, typed)]);
    return c.html(
      <>
        <FieldErrorNotes viewer={viewer} errors={errors} />
        <IntakeTold viewer={viewer} told={told} />
      </>,
    );
  })
  .post("/borrador", may("intakes.create"), async (c) => {
    const { ctx } = c.var;
    const typed = nest(await c.req.formData());
    const key = readDraftKey(ctx.secretKey, typedText(typed, "draft_key"), ctx.now);
    if (!key || key.userId !== ctx.actor.id) throw new AppError("forbidden", { reason: "stale_form" });
    await saveDraft(ctx, key, typed);
    return c.body(null, 204);
  })
  .post("/borrador/:id/descarte", may("intakes.create"), async (c) => {
    const { ctx, viewer } = c.var;
    await discardDraft(ctx, c.req.param("id"));
    return answer(c, { to: paths.newIntake(), toast: intakeText[viewer.locale].draft.discarded });
  })
  .get("/clientes", may("intakes.create"), async (c) => {
    const { ctx, viewer } = c.var;
    const clients = await chooseClient(ctx, nest(new URL(c.req.url).searchParams));
    return c.html(<ClientOptions viewer={viewer} clients={clients} />);
  })
  .get("/duplicados", may("intakes.create"), async (c) => {
    const { ctx, viewer } = c.var;
    const typed = nest(new URL(c.req.url).searchParams);
    const accepted = typedText(typed, "duplicate_ok") !== "";
    const duplicates = await typedDuplicates(ctx, typed);
    return c.html(<ClientDuplicates viewer={viewer} duplicates={duplicates} accepted={accepted} />);
  })
  .get("/equipos", may("intakes.create"), async (c) => {
    const { ctx, viewer } = c.var;
    const { searchParams } = new URL(c.req.url);
    const index = entryOf(searchParams);
    const history = await deviceHistory(ctx, {
      brand: searchParams.get(`devices.${index}.brand`) ?? "",
      serial: searchParams.get(`devices.${index}.serial`) ?? "",
      deviceId: searchParams.get(`devices.${index}.device_id`) ?? "",
      order: searchParams.get(`devices.${index}.order`) ?? "",
    });
    return c.html(<KnownDevice viewer={viewer} index={index} history={history} accepted={false} />);
  })
  .get("/anteriores", may("intakes.create"), async (c) => {
    const { ctx, viewer } = c.var;
    const { searchParams } = new URL(c.req.url);
    const index = entryOf(searchParams);
    const client = searchParams.get("client_id") ?? "";
    const picks = await clientPicks(ctx.db, client === NEW_CLIENT ? "" : client);
    const chosen = searchParams.get(`devices.${index}.device_id`) ?? "";
    const into = searchParams.get(`devices.${index}.order`) ?? "";
    return c.html(<DevicePicks viewer={viewer} index={index} picks={picks} chosen={chosen} into={into} />);
  })
  .get("/:id", may("orders.read"), async (c) => {
    const { ctx, viewer } = c.var;
    return c.html(<MadePage viewer={viewer} intake={await madeIntake(ctx, c.req.param("id"))} />);
  })
  .get(
    "/:id/comprobante.pdf",
    may("orders.read"),
    may("contacts.read"),
    async (c) =>
      answerPdf(c, await drawn(await intakeDocument(c.var.ctx, c.req.param("id")), formatAsked(c))),
  );

/** What a new form begins with, by what its address names. */
async function begun(c: Context<Env>): Promise<Typed> {
  const { ctx } = c.var;
  const { orden, garantia, turno, cliente = "", equipo = "" } = c.req.query();
  if (orden) return await announcedForm(ctx, orden);
  if (garantia) return await claiming(ctx, garantia);
  if (turno) return await arriving(ctx, turno);
  return await beginning(ctx, { clientId: cliente, deviceId: equipo });
}

/** To the order that was made, or to the list where there are several, or it was received since. */
function announced(c: Context<Env>, { orders }: MadeVisit): Response | Promise<Response> {
  const [first] = orders;
  const to = first && orders.length === 1
    ? paths.order(first.number)
    : paths.orders(listQuery({ ...EVERYTHING, status: "draft" }));
  const { saved } = intakeText[c.var.viewer.locale].announced;
  return answer(c, { to, toast: first ? saved(orders.length) : undefined });
}

/** Which device of the form a part is asked for, by the names of the fields that come with the question. */
function entryOf(fields: URLSearchParams): number {
  const index = [...fields.keys()].map((name) => /^devices\.(\d{1,2})\./.exec(name)?.[1]).find(Boolean);
  return Number(index ?? 0);
}

async function formAgain(
  c: Context<Env>,
  { typed, errors, status }: { typed: Typed; errors: FieldErrors; status: 200 | 422 },
): Promise<Response> {
  const { ctx, viewer } = c.var;
  const given = typedText(typed, "form_key");
  const formKey = /^[0-9a-f-]{36}$/.test(given) ? given : ctx.random.id(ctx.now);
  const form = await fillForm(ctx, { typed, errors, formKey });
  return c.html(<NewIntakePage viewer={viewer} form={form} />, status);
}
