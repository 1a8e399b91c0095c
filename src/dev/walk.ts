import type { Hono } from "hono";
import type { Env } from "../http/env.ts";
import type { Services } from "../services.ts";
import { type Role, ROLES } from "../users/role.ts";
import type { Recorded } from "./record.ts";
import type { Recorder } from "./recorder.ts";

export interface Visit {
  role: Role;
  recorded: Recorded;
}

const LINKS = /\b(?:href|hx-get)="(\/[^"#]*)/g;
const NOWHERE = /^\/(static|salir|dev)\b/;
/** Ids, numbers of orders, days, hashes: what differs between two pages of one route. */
const NAMED = /^([0-9a-f-]{20,}|\d[\d-]*|[A-Z]{1,4}\d*-\d+|[\w-]{30,})$/;

/**
 * Follows every link from the first page on, as one user of each role, to one page of each kind: route and filters. Each is asked
 * twice and the second time counts, when statements are prepared and templates are warm.
 */
export async function walkPages(
  services: Services,
  { app, recorder, most }: { app: Hono<Env>; recorder: Recorder; most: number },
): Promise<Visit[]> {
  const visits: Visit[] = [];
  for (const role of ROLES) {
    const cookie = await signIn(services, role);
    if (cookie === null) continue;
    const known = new Set<string>(["/"]);
    const waiting = ["/"];
    for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
      if (known.size > most && waiting.length === 0) break;
      const { text } = await ask(address, cookie);
      const { recorded } = await ask(address, cookie);
      visits.push({ role, recorded });
      for (const link of linksOf(text)) {
        const kind = kindOf(link);
        if (known.size >= most || known.has(kind)) continue;
        known.add(kind);
        waiting.push(link);
      }
    }
  }
  return visits;

  async function ask(address: string, cookie: string): Promise<{ text: string; recorded: Recorded }> {
    const request = new Request(`${services.baseUrl}${address}`, { headers: { Cookie: cookie } });
    const { response, recorded } = await recorder.record(request, async () => await app.fetch(request));
    const isPage = (response.headers.get("Content-Type") ?? "").startsWith("text/html");
    const text = await response.text();
    return { text: isPage ? text : "", recorded };
  }
}

async function signIn({ database, sessions, baseUrl }: Services, role: Role): Promise<string | null> {
  const user = await database.db.selectFrom("user").select("id").where("role", "=", role).where(
    "active",
    "=",
    1,
  )
    .orderBy("id").executeTakeFirst();
  if (!user) return null;
  const token = await sessions.start(user.id, { ip: "127.0.0.1", userAgent: "profile-sql" });
  return `${baseUrl.startsWith("https:") ? "__Host-sid" : "sid"}=${encodeURIComponent(token)}`;
}

function linksOf(text: string): string[] {
  return [...text.matchAll(LINKS)].map(([, link = ""]) => link.replaceAll("&amp;", "&"))
    .filter((link) => !NOWHERE.test(link) && !link.startsWith("//"));
}

function kindOf(link: string): string {
  const { pathname, searchParams } = new URL(link, "http://shop");
  const path = pathname.split("/").map((part) => NAMED.test(part) ? ":" : part).join("/");
  return `${path}?${[...searchParams.keys()].sort().join("&")}`;
}
