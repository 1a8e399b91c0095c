import { Hono } from "hono";
import { ToolPage } from "../../views/dev/frame.tsx";
import { RequestDetail } from "../../views/dev/request.tsx";
import { RequestList } from "../../views/dev/request_list.tsx";
import { devText } from "../../views/dev/text.ts";
import type { Env } from "../http/env.ts";
import { headers, knownHost, sameOrigin } from "../http/security.ts";
import type { Services } from "../services.ts";
import { localeOf, paged } from "./answers.ts";
import { plansOf } from "./explained.ts";
import type { NewsDesk } from "./news.ts";
import { DEV, devPaths } from "./paths.ts";
import type { Recorder } from "./recorder.ts";
import { shownRequest } from "./shown.ts";
import { storyRoutes } from "./story_routes.tsx";

const FILES: Record<string, string> = {
  "reload.js": "text/javascript; charset=utf-8",
  "bar.js": "text/javascript; charset=utf-8",
  "dev.css": "text/css; charset=utf-8",
};

/** Whatever is below `/dev`. */
export function toolRoutes(
  services: Services,
  { news, recorder }: { news: NewsDesk; recorder: Recorder },
): Hono<Env> {
  const tools = new Hono<Env>();
  tools.use(knownHost(services.baseUrl));
  // Before the headers: an answer that changes the protocol has to stay as it is.
  tools.get(devPaths.news(), (c) => {
    const own = sameOrigin(undefined, c.req.header("Origin"), c.req.header("Host"));
    if (!own || c.req.header("Upgrade") !== "websocket") return c.text("Upgrade Required\n", 426);
    return news.join(c.req.raw);
  });
  tools.use(headers(false));
  tools.get(`${DEV}/archivos/:name`, async (c) => {
    const name = c.req.param("name");
    const type = FILES[name];
    if (type === undefined) return c.notFound();
    const body = await Deno.readFile(new URL(`./static/${name}`, import.meta.url));
    return c.body(body, 200, { "Content-Type": type, "Cache-Control": "no-store" });
  });
  tools.get(devPaths.requests(), (c) => {
    const locale = localeOf(c);
    const list = <RequestList locale={locale} requests={recorder.recent()} chosen={c.req.query("elegida")} />;
    if (c.req.query("parte")) return c.html(list);
    return c.html(paged(<ToolPage locale={locale} title={devText[locale].requests}>{list}</ToolPage>));
  });
  tools.get(`${DEV}/peticiones/:id`, async (c) => {
    const locale = localeOf(c);
    const recorded = recorder.find(c.req.param("id"));
    const detail = recorded === undefined ? <p>{devText[locale].gone}</p> : (
      <RequestDetail
        locale={locale}
        request={shownRequest(recorded, {
          plans: await plansOf(services, recorded.statements),
          flavour: services.database.flavour,
        })}
      />
    );
    if (c.req.query("parte")) return c.html(detail);
    const page = <ToolPage locale={locale} title={devText[locale].request}>{detail}</ToolPage>;
    return c.html(paged(page), recorded === undefined ? 404 : 200);
  });
  tools.route(DEV, storyRoutes(services));
  return tools;
}
