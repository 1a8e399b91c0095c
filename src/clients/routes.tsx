import { Hono } from "hono";
import { blankClient, clientDifferences, typedClient } from "../../views/clients/differences.ts";
import { EditClientPage, NewClientPage } from "../../views/clients/form.tsx";
import { ClientList, ClientListPage } from "../../views/clients/list.tsx";
import { ClientPage } from "../../views/clients/page.tsx";
import { text } from "../../views/clients/text.ts";
import { ChatOpening } from "../../views/untold/page.tsx";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer, pageOrPart } from "../http/htmx.ts";
import { AppError } from "../lib/app_error.ts";
import { check, cursorParam, nest } from "../lib/form.ts";
import { planFor } from "../mail/plan.ts";
import { mailObstacles } from "../mail/queries.ts";
import { readReach } from "../mail/reach.ts";
import { paths } from "../paths.ts";
import { clientAccount } from "../payments/queries.ts";
import { preintakeLinkOf } from "../preintakes/link_queries.ts";
import { openClientChat } from "./chat_commands.ts";
import { inboundOfClient } from "../whatsapp/inbound_queries.ts";
import { createClient, editClient } from "./commands.ts";
import { clientFilter } from "./filter.ts";
import { chatInput, clientEdit, newClient, withContactRows } from "./input.ts";
import { clientDevices, clientOrders, getClient, listClients } from "./queries.ts";

export const clientRoutes = new Hono<Env>()
  .use(may("clients.read"))
  .use("/nuevo", may("clients.edit"))
  .use("/:id/editar", may("clients.edit"))
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const filter = clientFilter(c.req.query());
    const props = { viewer, filter, page: await listClients(ctx, filter) };
    return pageOrPart(c, {
      page: () => <ClientListPage {...props} />,
      part: () => <ClientList {...props} />,
    });
  })
  .get("/nuevo", (c) => {
    const { ctx, viewer } = c.var;
    const typed = blankClient({
      formKey: ctx.random.id(ctx.now),
      locale: ctx.shop.organization?.locale ?? viewer.locale,
      name: (c.req.query("nombre") ?? "").slice(0, 120),
    });
    return c.html(<NewClientPage viewer={viewer} typed={typed} />);
  })
  .post("/nuevo", async (c) => {
    const { ctx, viewer } = c.var;
    const { typed, again } = withContactRows(nest(await c.req.formData()));
    if (again) return c.html(<NewClientPage viewer={viewer} typed={typed} />);
    const form = check(newClient(ctx.shop.settings.country), typed);
    if (!form.ok) return c.html(<NewClientPage viewer={viewer} typed={typed} errors={form.errors} />, 422);
    const made = await createClient(ctx, form.data);
    if ("duplicates" in made) {
      return c.html(<NewClientPage viewer={viewer} typed={typed} duplicates={made.duplicates} />, 409);
    }
    return answer(c, { to: paths.client(made.id), toast: text[viewer.locale].created });
  })
  .get("/:id", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const after = cursorParam.parse(c.req.query("desde"));
    const manages = viewer.can("tracking.manage");
    const [client, devices, orders, mail, account, link, reach, inbound] = await Promise.all([
      getClient(ctx, id),
      clientDevices(ctx, id),
      clientOrders(ctx, id, { after }),
      mailObstacles(ctx, id),
      viewer.can("payments.read") ? clientAccount(ctx, id) : null,
      manages ? preintakeLinkOf(ctx.db, ctx, { clientId: id }) : null,
      manages ? readReach(ctx.db, id) : null,
      inboundOfClient(ctx.db, id),
    ]);
    const older = after !== undefined;
    const preintake = reach && {
      offer: { link, formKey: ctx.random.id(ctx.now) },
      told: planFor(ctx, reach, { kind: "preintake_link" }),
    };
    return c.html(
      <ClientPage {...{ viewer, client, devices, orders, older, mail, account, preintake, inbound }} />,
    );
  })
  .post("/:id/whatsapp", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(chatInput, nest(await c.req.formData()));
    if (!form.ok) throw new AppError("invalid", { fields: form.errors });
    const { client, locale, phone } = await openClientChat(ctx, id, form.data);
    const greeting = text[locale].greeting(client, viewer.shop.name);
    const back = { href: paths.client(id), label: client };
    const note = text[viewer.locale].chatNoted;
    return c.html(<ChatOpening {...{ viewer, client, locale, phone, back, note }} text={greeting} />);
  })
  .get("/:id/editar", async (c) => {
    const { ctx, viewer } = c.var;
    const client = await getClient(ctx, c.req.param("id"));
    return c.html(<EditClientPage viewer={viewer} client={client} typed={typedClient(client)} />);
  })
  .post("/:id/editar", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const { typed, again } = withContactRows(nest(await c.req.formData()));
    const form = check(clientEdit(ctx.shop.settings.country), typed);
    if (again || !form.ok) {
      const props = { viewer, client: await getClient(ctx, id), typed };
      return again || form.ok
        ? c.html(<EditClientPage {...props} />)
        : c.html(<EditClientPage {...props} errors={form.errors} />, 422);
    }
    try {
      await editClient(ctx, id, form.data);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "client_changed") throw refusal;
      const client = await getClient(ctx, id);
      if (clientDifferences(viewer.locale, { client, typed }).length > 0) {
        return c.html(<EditClientPage viewer={viewer} client={client} typed={typed} conflict />, 409);
      }
    }
    return answer(c, { to: paths.client(id), toast: text[viewer.locale].saved });
  });
