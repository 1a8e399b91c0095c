import type { Ctx } from "../../src/context.ts";
import type { Db } from "../../src/db/open.ts";
import { EVENTS } from "../../src/events/payloads.ts";
import type { EventType } from "../../src/events/event.ts";
import { publish } from "../../src/events/publish.ts";
import { createToken } from "../../src/tokens/commands.ts";
import type { ApiScope } from "../../src/tokens/scope.ts";
import type { TestApp } from "../support/app.ts";

export interface FedEvent {
  id: string;
  type: EventType;
  timestamp: string;
  data: Record<string, unknown>;
}

/** Asks the API as a program with these scopes. */
export async function program(app: TestApp, scopes: readonly ApiScope[] = ["events:read"]) {
  const { token } = await createToken(await app.ctx(), { name: "Prueba", scopes });
  return (path: string, init: RequestInit = {}) =>
    app.request(path, { ...init, headers: { Authorization: `Bearer ${token}`, ...init.headers } });
}

type Kind = "client.created" | "client.updated";

/** Something that happened, of no importance: a client was added. Answers the event's id. */
export async function happen(ctx: Ctx, type: Kind = "client.created"): Promise<string> {
  return await ctx.db.transaction().execute((trx) => tell(trx, ctx, type));
}

/** The same in a transaction of the caller. */
export async function tell(trx: Db, ctx: Ctx, type: Kind = "client.created"): Promise<string> {
  const id = ctx.random.id(ctx.now);
  const [event = ""] = await publish(trx, ctx, [{
    type,
    subject: { kind: "client", id },
    data: { client: { id } },
  }]);
  return event;
}

/** Why data does not fit the contract of its type, "" when it does. */
export function misfit({ type, data }: { type: EventType; data: unknown }): string {
  const parsed = EVENTS[type].schema.safeParse(data);
  return parsed.success ? "" : `${type}: ${parsed.error.message}`;
}
