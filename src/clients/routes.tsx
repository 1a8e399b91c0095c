import { Hono } from "hono";
import { blankClient, clientDifferences, typedClient } from "../../views/clients/differences.ts";
import { EditClientPage, NewClientPage } from "../../views/clients/form.tsx";
import { ClientList, ClientListPage } from "../../views/clients/list.tsx";
import { ClientPage } from "../../views/clients/page.tsx";
import { text } from "../../views/clients/text.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer, pageOrPart } from "../http/htmx.ts";
import { AppError } from "../lib/app_error.ts";
import { check, cursorParam, nest } from "../lib/form.ts";
import { mailObstacles } from "../mail/queries.ts";
import { paths } from "../paths.ts";
import { clientAccount } from "../payments/queries.ts";
import { preintakeLinkOf } from "../preintakes/link_queries.ts";
import { inboundOfClient } from "../whatsapp/inbound_queries.ts";
import { createClient, editClient } from "./commands.ts";
import { clientFilter } from "./filter.ts";
import { clientEdit, newClient, withContactRows } from "./input.ts";
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
    const [client, devices, orders, mail, account, link, inbound] = await Promise.all([
      getClient(ctx, id),
      clientDevices(ctx, id),
      clientOrders(ctx, id, { after }),
      mailObstacles(ctx, id),
      viewer.can("payments.read") ? clientAccount(ctx, id) : null,
      viewer.can("tracking.manage") ? preintakeLinkOf(ctx.db, ctx, { clientId: id }) : null,
      inboundOfClient(ctx.db, id),
    ]);
    const older = after !== undefined;
    const preintake = viewer.can("tracking.manage") ? { link, formKey: ctx.random.id(ctx.now) } : null;
    return c.html(
      <ClientPage {...{ viewer, client, devices, orders, older, mail, account, preintake, inbound }} />,
    );
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
