import { type Context, Hono } from "hono";
import { html } from "hono/html";
import type { z } from "zod";
import { type FormName, type FormState, OrderForm } from "../../views/orders/forms.tsx";
import { MoveAsked } from "../../views/orders/move_asked.tsx";
import { LiveParts, OrderPage, Part } from "../../views/orders/page.tsx";
import { PostponeForm } from "../../views/orders/postpone.tsx";
import { statusLabel } from "../../views/orders/status.tsx";
import { orderText } from "../../views/orders/text.ts";
import { toldAside } from "../../views/mail/telling.tsx";
import { sentenceOf } from "../../views/errors/text.ts";
import type { Ctx } from "../context.ts";
import { takePhoto } from "../files/uploads.ts";
import type { Env } from "../http/env.ts";
import type { Plan } from "../mail/plan.ts";
import { may } from "../http/guard.ts";
import { answer, pageOrPart, refuse, wantsFragment } from "../http/htmx.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { check, nest, type Typed, typedText } from "../lib/form.ts";
import { refusedFields } from "../lib/refused.ts";
import { filledAnswer } from "../notes/canned.ts";
import { cannedText } from "../notes/queries.ts";
import { paths } from "../paths.ts";
import { addNote, addPhotos, assign, take, writeDiagnosis } from "./commands.ts";
import {
  assignmentInput,
  chargeInput,
  diagnosisInput,
  moveInput,
  noteInput,
  photosInput,
  postponementInput,
  secretInput,
} from "./input.ts";
import { recordCharge } from "./money.ts";
import { moveStatus } from "./moves.ts";
import { vendorsFor } from "./custody.ts";
import { orderDetail, readOrder } from "./queries.ts";
import { postpone } from "./postponing.ts";
import { type RevealedSecret, revealSecret } from "./secret.ts";
import { ORDER_STATUSES } from "./status.ts";
import { undoMove } from "./undo_commands.ts";
import { orderPageProps } from "./page_props.ts";

/** What the parts of an order's page take. Each answers with itself and with whatever else changed. */
export const orderActRoutes = new Hono<Env>()
  .use("/:number/*", may("orders.read"))
  .use("/:number/diagnostico", may("diagnosis.write"))
  .use("/:number/cargos", may("payments.record"))
  .use("/:number/clave", may("secrets.reveal"))
  .post("/:number/estado", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    await readOrder(ctx, number);
    const form = check(moveInput({ timeZone: viewer.timeZone }), nest(await c.req.formData()));
    let undoable = false;
    let told: Plan | null = null;
    const errors = form.ok
      ? await refusedFields(moveStatus(ctx, number, form.data).then((done) => ({ undoable, told } = done)))
      : form.errors;
    if (errors) return await moveAgain(c, number, { typed: form.typed, errors });
    const label = form.ok ? statusLabel(viewer, form.data.to) : "";
    const toast = orderText[viewer.locale].toasts.moved(label) + toldAside(viewer.locale, told);
    const undo = undoable ? paths.orderMoveUndo(number) : undefined;
    return await headChanged(c, number, { toast, undo });
  })
  .post("/:number/estado/reversion", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    try {
      const toast = orderText[viewer.locale].toasts.undone(statusLabel(viewer, await undoMove(ctx, number)));
      // Out of a toast, on whatever page that may be: what shows the order hears of it by itself.
      if (c.req.header("HX-Target")?.endsWith("#toasts")) {
        return await answer(c, { to: paths.order(number), toast, fragment: () => html`` });
      }
      return await headChanged(c, number, { toast });
    } catch (refusal) {
      if (!(refusal instanceof AppError) || !wantsFragment(c)) throw refusal;
      return refuse(c, sentenceOf(refusal, viewer.locale));
    }
  })
  .post("/:number/asignacion", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    const typed = nest(await c.req.formData());
    const { toasts } = orderText[viewer.locale];
    if (typed.take === "1") {
      await take(ctx, number);
      return await headChanged(c, number, { toast: toasts.taken });
    }
    const { technician_id } = assignmentInput.parse(typed);
    await assign(ctx, number, technician_id === "" ? null : technician_id);
    return await headChanged(c, number, { toast: toasts.assigned });
  })
  .post("/:number/notas", async (c) => {
    const number = c.req.param("number");
    const typed = nest(await c.req.formData());
    return typed.insert === "1"
      ? await noteWithAnswer(c, number, typed)
      : await submitted(c, number, acts.note);
  })
  .post("/:number/plazo", (c) => {
    const { timeZone } = c.var.viewer;
    return submitted(c, c.req.param("number"), {
      form: "postpone",
      toast: "postpone",
      async run(ctx, number, typed) {
        const checked = check(postponementInput(timeZone), typed);
        return checked.ok ? await refusedFields(postpone(ctx, number, checked.data)) : checked.errors;
      },
    });
  })
  .post("/:number/fotos", async (c) => {
    const number = c.req.param("number");
    const { typed, errors } = await takenPhotos(c);
    if (errors) return await formAgain(c, number, "photos", { typed, errors });
    return await submitted(c, number, acts.photos, typed);
  })
  .post("/:number/diagnostico", (c) => submitted(c, c.req.param("number"), acts.diagnosis))
  .post("/:number/cargos", (c) => submitted(c, c.req.param("number"), acts.charge))
  .post("/:number/clave", async (c) => {
    const { ctx } = c.var;
    const number = c.req.param("number");
    const form = check(secretInput, nest(await c.req.formData()));
    if (!form.ok) return await formAgain(c, number, "secret", { errors: form.errors });
    const revealed = await revealSecret(ctx, number, form.data.reason);
    return await formAgain(c, number, "secret", { revealed });
  });

interface Act {
  form: FormName;
  /** Acts, or says what is wrong with the fields. */
  run: (ctx: Ctx, number: string, typed: Typed) => Promise<FieldErrors | null>;
  toast: "note" | "photos" | "diagnosis" | "charge" | "postpone";
}

const acts = {
  note: act("note", () => noteInput, addNote),
  photos: act("photos", () => photosInput, addPhotos),
  diagnosis: act("diagnosis", () => diagnosisInput, writeDiagnosis),
  charge: act("charge", chargeInput, recordCharge),
};

/** A form whose schema may depend on the order's currency, and the command that takes what it held. */
function act<S extends z.ZodType>(
  form: Exclude<Act["toast"], "postpone">,
  schema: (currency: string) => S,
  command: (ctx: Ctx, number: string, input: z.output<S>) => Promise<void>,
): Act {
  return {
    form,
    toast: form,
    async run(ctx, number, typed) {
      const { currency } = await readOrder(ctx, number);
      const checked = check(schema(currency), typed);
      return checked.ok ? await refusedFields(command(ctx, number, checked.data)) : checked.errors;
    },
  };
}

async function submitted(
  c: Context<Env>,
  number: string,
  { form, run, toast }: Act,
  more: Typed = {},
): Promise<Response> {
  const typed = { ...nest(await c.req.formData()), ...more };
  const errors = await run(c.var.ctx, number, typed);
  if (errors) return await formAgain(c, number, form, { typed, errors });
  const { viewer } = c.var;
  const props = await orderPageProps(c.var, number);
  return await answer(c, {
    to: paths.order(number),
    toast: orderText[viewer.locale].toasts[toast],
    fragment: () => (
      <>
        <OrderForm
          viewer={viewer}
          detail={props.detail}
          name={form}
          state={{ formKey: props.formKey, canned: props.canned }}
        />
        <LiveParts {...props} />
      </>
    ),
  });
}

/** Ids of the photos: those that scripts uploaded before, and the files that came with the form without them; and what is wrong with these. */
async function takenPhotos(c: Context<Env>): Promise<{ typed: Typed; errors: FieldErrors | null }> {
  const form = await c.req.formData();
  const ids = form.getAll("photos[]").filter((id) => typeof id === "string");
  const refused = await refusedFields((async () => {
    for (const file of form.getAll("files[]")) {
      if (file instanceof File && file.size > 0) ids.push((await takePhoto(c.var.ctx, file)).id);
    }
  })());
  return { typed: { photos: ids }, errors: refused?.file ? { photos: refused.file } : refused };
}

/** The form as it was sent, with what is wrong beside each field; or the secret that it asked for. */
async function formAgain(
  c: Context<Env>,
  number: string,
  form: FormName,
  sent: { typed?: Typed; errors?: FieldErrors; revealed?: RevealedSecret[] },
): Promise<Response> {
  const props = await orderPageProps(c.var, number);
  const typedKey = sent.typed?.form_key;
  const formKey = typeof typedKey === "string" ? typedKey : props.formKey;
  const state: FormState = { ...sent, formKey, canned: props.canned };
  return await pageOrPart(c, {
    status: sent.errors ? 422 : 200,
    page: () => <OrderPage {...props} states={{ [form]: state }} />,
    part: () => <OrderForm viewer={props.viewer} detail={props.detail} name={form} state={state} />,
  });
}

/** The note as it is written so far, with a canned answer below it. */
async function noteWithAnswer(c: Context<Env>, number: string, typed: Typed): Promise<Response> {
  const detail = await orderDetail(c.var.ctx, number);
  const answer = await cannedText(c.var.ctx, typedText(typed, "canned"));
  const { brand, model } = detail.device;
  const words = filledAnswer(answer, {
    client: detail.client.name,
    device: [brand, model].filter((part) => part !== "").join(" "),
    order: number,
  });
  const text = [typedText(typed, "text").trimEnd(), words].filter((part) => part !== "").join("\n\n");
  return await formAgain(c, number, "note", { typed: { ...typed, text } });
}

async function moveAgain(
  c: Context<Env>,
  number: string,
  { typed, errors }: { typed: Typed; errors: FieldErrors },
): Promise<Response> {
  const props = await orderPageProps(c.var, number);
  const to = ORDER_STATUSES.find((status) => status === typed.to) ?? null;
  const forced = typed.force === "1";
  const vendors = await vendorsFor(c.var.ctx, { to, forced });
  const move = <MoveAsked {...props} {...{ to, typed, errors, forced, vendors }} />;
  return await pageOrPart(c, {
    status: 422,
    page: () => <OrderPage {...props} move={move} />,
    part: () => move,
  });
}

async function headChanged(
  c: Context<Env>,
  number: string,
  told: { toast: string; undo?: string },
): Promise<Response> {
  const props = await orderPageProps(c.var, number);
  return await answer(c, {
    to: paths.order(number),
    ...told,
    fragment: () => (
      <LiveParts {...props}>
        <Part target="order-move">
          <div id="order-move"></div>
        </Part>
        <Part target="postpone-form">
          <PostponeForm viewer={props.viewer} detail={props.detail} state={{ formKey: props.formKey }} />
        </Part>
      </LiveParts>
    ),
  });
}
