import { createToken } from "../../src/tokens/commands.ts";
import { API_SCOPES, type ApiScope } from "../../src/tokens/scope.ts";
import { type TestApp, userActor } from "../support/app.ts";

export interface Caller {
  token: string;
  get(path: string, headers?: HeadersInit): Promise<Response>;
  /** Anything but text and bytes is sent as JSON. */
  send(method: string, path: string, body?: unknown, headers?: HeadersInit): Promise<Response>;
}

/** A program with a token of these scopes, made by the administrator. */
export async function aCaller(app: TestApp, scopes: readonly ApiScope[] = API_SCOPES): Promise<Caller> {
  const { token } = await createToken(await app.ctx(userActor(app, "admin")), { name: "Web", scopes });
  function send(method: string, path: string, body?: unknown, headers: HeadersInit = {}) {
    const all = new Headers({ Authorization: `Bearer ${token}` });
    for (const [name, value] of new Headers(headers)) all.set(name, value);
    if (body === undefined) return app.request(path, { method, headers: all });
    if (!all.has("Content-Type")) all.set("Content-Type", "application/json");
    const raw = typeof body === "string" || body instanceof Uint8Array;
    return app.request(path, { method, headers: all, body: raw ? body as BodyInit : JSON.stringify(body) });
  }
  return { token, send, get: (path, headers) => send("GET", path, undefined, headers) };
}

/** Where a list goes on, undefined on its last page. */
export function nextOf(answer: Response): string | undefined {
  return /<([^>]*)>; rel="next"/.exec(answer.headers.get("Link") ?? "")?.[1];
}

/** The status of a refusal with its first wrong field and what is wrong with it, else with its code. */
export async function refused(asked: Promise<Response>): Promise<unknown[]> {
  const answer = await asked;
  const { errors, code } = await answer.json();
  const [first] = errors ?? [];
  return [answer.status, ...first ? [first.field, first.code] : [code]];
}
