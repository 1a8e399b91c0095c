import { Hono } from "hono";
import { MessagePage, MessagesPage } from "../../views/mail/pages.tsx";
import { SuppressedPage } from "../../views/mail/suppressed_page.tsx";
import { text } from "../../views/mail/text.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer } from "../http/htmx.ts";
import { answerPdf } from "../http/pdf.ts";
import { notFound } from "../lib/app_error.ts";
import { nest, typedText } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { readAttachment } from "./attachments.ts";
import { liftSuppression, resendMessage } from "./commands.ts";
import { messageFilter, messageQuery } from "./filter.ts";
import { messageHtml, messageList, readMessage, suppressedAddresses } from "./queries.ts";
import { MAIL_POLICY } from "./shown.ts";

/** Below `/admin`: the mails to clients. */
export const messageRoutes = new Hono<Env>()
  .use("/mensajes/*", may("messages.read"))
  .get("/mensajes", async (c) => {
    const { ctx, viewer } = c.var;
    const filter = messageFilter(c.req.query());
    const list = await messageList(ctx, filter);
    return c.html(
      <MessagesPage
        viewer={viewer}
        list={list}
        filter={filter}
        hrefOf={(wish) => paths.messages(messageQuery({ ...filter, ...wish }))}
        sendsMail={ctx.sendsMail}
      />,
    );
  })
  .get("/mensajes/direcciones", async (c) => {
    const { ctx, viewer } = c.var;
    const list = await suppressedAddresses(ctx, { after: c.req.query("desde") ?? "" });
    return c.html(<SuppressedPage viewer={viewer} list={list} />);
  })
  .post("/mensajes/direcciones/baja", async (c) => {
    const { ctx, viewer } = c.var;
    const typed = nest(await c.req.formData());
    await liftSuppression(ctx, typedText(typed, "address"));
    const client = typedText(typed, "client");
    const to = client === "" ? paths.suppressions() : paths.client(encodeURIComponent(client));
    return answer(c, { to, toast: text[viewer.locale].page.lifted });
  })
  .get("/mensajes/:id", async (c) => {
    const { ctx, viewer } = c.var;
    const message = await readMessage(ctx, c.req.param("id"));
    const { sendsMail, whatsappUrl } = ctx;
    return c.html(<MessagePage {...{ viewer, message, sendsMail }} sendsChats={whatsappUrl !== null} />);
  })
  .get("/mensajes/:id/contenido", async (c) => {
    const html = await messageHtml(c.var.ctx, c.req.param("id"));
    c.header("Content-Security-Policy", MAIL_POLICY);
    return c.body(html, 200, { "Content-Type": "text/html; charset=utf-8" });
  })
  .get("/mensajes/:id/adjuntos/:position{\\d{1,3}}", async (c) => {
    const { id, position } = c.req.param();
    const { name, type, bytes } = await readAttachment(c.var.ctx, {
      messageId: id,
      position: Number(position),
    });
    if (type !== "application/pdf") throw notFound();
    const fileName = name.replace(/\.pdf$/, "").normalize("NFD").replace(/[^\w-]+/g, "-");
    return answerPdf(c, { fileName, bytes });
  })
  .post("/mensajes/:id/envio", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    await resendMessage(ctx, id);
    return answer(c, { to: paths.message(id), toast: text[viewer.locale].page.resent });
  });
