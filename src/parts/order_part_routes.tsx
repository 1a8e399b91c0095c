import { type Context, Hono } from "hono";
import { LiveParts, OrderPage, Part } from "../../views/orders/page.tsx";
import { PartAdd, type PartFormState, PartMoveForm, PartOptions } from "../../views/parts/order_forms.tsx";
import { partText } from "../../views/parts/text.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer, pageOrPart, wantsFragment } from "../http/htmx.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { check, nest, type Typed, typedText } from "../lib/form.ts";
import { orderPageProps } from "../orders/page_props.ts";
import { orderDetail } from "../orders/queries.ts";
import { refusedFields } from "../lib/refused.ts";
import { paths } from "../paths.ts";
import { type Added, addPart, chargePart, movePart } from "./order_part_commands.ts";
import { addedPart, partCharge, partMove } from "./order_part_input.ts";
import { partOptions } from "./order_part_queries.ts";

/** What the parts panel of an order's page takes. Mounted below `/ordenes`. */
export const orderPartRoutes = new Hono<Env>()
  .use("/:number/repuestos/*", may("orders.read"))
  .use("/:number/repuestos", may("parts.use"))
  .use("/:number/repuestos/:part/movimientos", may("parts.use"))
  .use("/:number/repuestos/:part/cargo", may("payments.record"))
  .get("/:number/repuestos", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    if (!wantsFragment(c)) return c.redirect(paths.order(number), 303);
    const detail = await orderDetail(ctx, number);
    const text = (c.req.query("code") ?? "").slice(0, 60);
    const { branch_id: branchId } = detail.order;
    const options = await partOptions(ctx, { text, branchId, device: detail.device });
    c.header("Vary", "HX-Request");
    return c.html(<PartOptions {...{ viewer, detail, text, options }} />);
  })
  .post("/:number/repuestos", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    const typed = nest(await c.req.formData());
    const form = check(addedPart(viewer.locale), typed);
    if (!form.ok) return await addAgain(c, number, { typed, errors: form.errors });
    const result: { added: Added | null } = { added: null };
    const errors = await refusedFields(addPart(ctx, number, form.data).then((added) => result.added = added));
    if (errors?.code?.code === "part_unknown" && typedText(typed, "scan") === "1") {
      return elsewhere(c, `${paths.search(form.data.code)}&scan=1`);
    }
    if (errors) return await addAgain(c, number, { typed, errors });
    const toast = toastOf(c, result.added);
    const props = await orderPageProps(c.var, number);
    return await answer(c, {
      to: paths.order(number),
      toast,
      fragment: () => (
        <>
          <PartAdd {...props} />
          <LiveParts {...props} />
        </>
      ),
    });
  })
  .post("/:number/repuestos/:part/movimientos", async (c) => {
    const { ctx, viewer } = c.var;
    const { number, part } = c.req.param();
    const typed = nest(await c.req.formData());
    const form = check(partMove(viewer.locale), typed);
    const errors = form.ok ? await refusedFields(movePart(ctx, number, part, form.data)) : form.errors;
    if (errors) return await moveAgain(c, { number, part, state: { typed, errors } });
    return await changed(c, number, partText[viewer.locale].order.toasts.moved);
  })
  .post("/:number/repuestos/:part/cargo", async (c) => {
    const { ctx, viewer } = c.var;
    const { number, part } = c.req.param();
    const form = check(partCharge, nest(await c.req.formData()));
    if (!form.ok) throw new AppError("invalid", { fields: form.errors });
    await chargePart(ctx, number, part, form.data.form_key);
    return await changed(c, number, partText[viewer.locale].order.toasts.billed);
  });

/** What was scanned is no part: the label of another order, say. */
function elsewhere(c: Context<Env>, to: string): Response {
  if (!wantsFragment(c)) return c.redirect(to, 303);
  c.header("HX-Redirect", to);
  return c.body(null, 204);
}

function toastOf(c: Context<Env>, added: Added | null): string {
  const { toasts } = partText[c.var.viewer.locale].order;
  if (!added) return toasts.again;
  return added.how === "reserve" && added.missing > 0
    ? toasts.short(added.name)
    : toasts[added.how](added.name);
}

/** The form as it was sent, with what is wrong beside each field and what the text may mean. */
async function addAgain(c: Context<Env>, number: string, state: PartFormState): Promise<Response> {
  const props = await orderPageProps(c.var, number);
  const { order, device } = props.detail;
  const text = typedText(state.typed, "code");
  const unknown = state.errors?.code?.code === "part_unknown";
  const options = unknown
    ? await partOptions(c.var.ctx, { text, branchId: order.branch_id, device })
    : undefined;
  return await pageOrPart(c, {
    status: 422,
    page: () => <OrderPage {...props} partAdd={{ ...state, options }} />,
    part: () => <PartAdd {...props} state={{ ...state, options }} />,
  });
}

interface Returned {
  number: string;
  part: string;
  state: { typed: Typed; errors: FieldErrors };
}

async function moveAgain(c: Context<Env>, { number, part, state }: Returned): Promise<Response> {
  const props = await orderPageProps(c.var, number);
  const line = props.detail.parts.find((one) => one.part_id === part);
  if (!line) throw new AppError("not_found");
  const form = <PartMoveForm {...props} part={line} state={state} />;
  return await pageOrPart(c, {
    status: 422,
    page: () => <OrderPage {...props} partForm={form} />,
    part: () => form,
  });
}

async function changed(c: Context<Env>, number: string, toast: string): Promise<Response> {
  const props = await orderPageProps(c.var, number);
  return await answer(c, {
    to: paths.order(number),
    toast,
    fragment: () => (
      <LiveParts {...props}>
        <Part target="order-part-form">
          <div id="order-part-form"></div>
        </Part>
      </LiveParts>
    ),
  });
}
