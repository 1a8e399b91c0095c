import type { Status } from "./status.ts";
import { languageOf } from "./status_text.ts";
import { type Notice, STATUS_CSS, statusView } from "./status_view.ts";

/** What the page shows and what it can have done. */
export interface Counter {
  status(): Status;
  /** False when there is no such printer. */
  test(printer: string): boolean;
  /** The printer that sits there now is the right one; false when there is no doubt about it. */
  accept(printer: string): boolean;
}

const HOST = "127.0.0.1";
const MOST_BYTES = 4_096;

/** A form's answer must come from our own page: Origin stays with it, other sites learn nothing. */
const HEADERS = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

export interface StatusPage {
  close(): Promise<void>;
}

/** Listens on this computer alone. Throws when the port is taken or not allowed. */
export function startStatusPage(
  counter: Counter,
  { port, token }: { port: number; token: string },
): StatusPage {
  const server = Deno.serve(
    { hostname: HOST, port, onListen: () => {} },
    (request) => answer(request, { counter, port, token }),
  );
  return { close: () => server.shutdown() };
}

interface Desk {
  counter: Counter;
  port: number;
  token: string;
}

async function answer(request: Request, desk: Desk): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const host = request.headers.get("host") ?? "";
  // A name that somebody else's DNS points here is not ours.
  if (![HOST, "localhost"].some((name) => host === `${name}:${desk.port}`)) return refusal(421);
  if (request.method === "POST") return await act(request, { ...desk, host, pathname });
  if (request.method !== "GET") return refusal(405);
  if (pathname === "/estado.css") return reply(STATUS_CSS, "text/css");
  if (pathname === "/estado.json") return reply(JSON.stringify(desk.counter.status()), "application/json");
  if (pathname !== "/") return refusal(404);
  const view = statusView(desk.counter.status(), {
    language: languageOf(request.headers.get("accept-language")),
    token: desk.token,
    notice: noticeOf(searchParams.get("hecho")),
  });
  return reply(view, "text/html");
}

async function act(
  request: Request,
  { counter, token, host, pathname }: Desk & { host: string; pathname: string },
): Promise<Response> {
  if (request.headers.get("origin") !== `http://${host}`) return refusal(403);
  const form = await readForm(request);
  if (form === null || !same(form.get("token") ?? "", token)) return refusal(403);
  const printer = form.get("printer") ?? "";
  if (pathname === "/prueba") return counter.test(printer) ? done("testDone") : refusal(404);
  if (pathname === "/impresora") return counter.accept(printer) ? done("acceptDone") : refusal(404);
  return refusal(404);
}

/** Null when it is no form or too long for one. */
async function readForm(request: Request): Promise<URLSearchParams | null> {
  if (request.headers.get("content-type")?.split(";")[0] !== "application/x-www-form-urlencoded") return null;
  if (Number(request.headers.get("content-length") ?? Infinity) > MOST_BYTES) return null;
  return new URLSearchParams(await request.text());
}

/** Takes as long wherever they differ. */
function same(given: string, wanted: string): boolean {
  const [one, other] = [new TextEncoder().encode(given), new TextEncoder().encode(wanted)];
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at++) difference |= (one[at] ?? 0) ^ (other[at] ?? 0);
  return difference === 0;
}

function noticeOf(done: string | null): Notice | null {
  return done === "testDone" || done === "acceptDone" ? done : null;
}

function done(notice: Notice): Response {
  return new Response(null, { status: 303, headers: { ...HEADERS, location: `/?hecho=${notice}` } });
}

function reply(body: string, type: string): Response {
  return new Response(body, { headers: { ...HEADERS, "content-type": `${type}; charset=utf-8` } });
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: HEADERS });
}
