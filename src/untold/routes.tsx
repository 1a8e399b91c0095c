import { type Context, Hono } from "hono";
import { ChatPage, type ReturnedTelling, UntoldPage } from "../../views/untold/page.tsx";
import { untoldText } from "../../views/untold/text.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { check, nest } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { markTold, openWhatsapp, putOff } from "./commands.ts";
import { putOffInput, toldInput, untoldAfter, untoldFilter } from "./input.ts";
import { untoldQueryText } from "./untold.ts";
import { countUntold, untoldLine, untoldList } from "./queries.ts";

/** The clients whom no mail reached. Mounted at `/por-avisar`. */
export const untoldRoutes = new Hono<Env>()
  .use(may("orders.edit"))
  .get("/", async (c) => c.html(await page(c)))
  .post("/:number/whatsapp", async (c) => {
    const chat = await openWhatsapp(c.var.ctx, c.req.param("number"));
    const t = untoldText[c.var.viewer.locale].chat;
    const back = { href: paths.untold(), label: t.back };
    return c.html(<ChatPage viewer={c.var.viewer} chat={chat} back={back} note={t.note} />);
  })
  .post("/:number/espera", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    const { timeZone } = viewer;
    const form = check(putOffInput({ timeZone, now: ctx.now }), nest(await c.req.formData()));
    if (form.ok) {
      await putOff(ctx, number, form.data);
      return await answer(c, { to: paths.untold(), toast: untoldText[viewer.locale].putOff[form.data.act] });
    }
    const { typed, errors } = form;
    const line = await untoldLine(ctx, number);
    return await c.html(await page(c, { form: "put_off", line, typed, errors }), 422);
  })
  .post("/:number/aviso", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    const form = check(toldInput, nest(await c.req.formData()));
    if (form.ok) {
      await markTold(ctx, number, form.data);
      return await answer(c, { to: paths.untold(), toast: untoldText[viewer.locale].told });
    }
    const { typed, errors } = form;
    const line = await untoldLine(ctx, number);
    return await c.html(await page(c, { form: "told", line, typed, errors }), 422);
  });

async function page(c: Context<Env>, returned?: ReturnedTelling) {
  const { ctx, viewer } = c.var;
  const branchId = viewer.branch?.id ?? "";
  const params = c.req.query();
  const after = untoldAfter(params);
  const filter = untoldFilter(params);
  const [{ lines, next }, counts] = await Promise.all([
    untoldList(ctx, { branchId, after, filter }),
    countUntold(ctx, branchId),
  ]);
  const older = next && paths.untold(untoldQueryText(filter, next));
  return <UntoldPage {...{ viewer, lines, counts, filter, returned }} next={older} later={after !== null} />;
}
