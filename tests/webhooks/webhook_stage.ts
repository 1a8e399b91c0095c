import type { Ctx } from "../../src/context.ts";
import type { Db } from "../../src/db/open.ts";
import type { EventType } from "../../src/events/event.ts";
import { createEndpoint } from "../../src/webhooks/commands.ts";
import { type DelivererOptions, startDeliverer } from "../../src/webhooks/deliverer.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import type { TestDatabase } from "../support/database.ts";

/** A shop in development: its webhooks may go to this machine. */
export function hookApp(database: TestDatabase, env: Record<string, string> = {}): Promise<TestApp> {
  return testApp(database, { REPARO_ENV: "development", ...env });
}

export async function admin(app: TestApp): Promise<Ctx> {
  return await app.ctx(userActor(app, "admin"));
}

export async function anEndpoint(
  app: TestApp,
  { url, types = [], description = "" }: { url: string; types?: EventType[]; description?: string },
): Promise<{ id: string; secret: string }> {
  return await createEndpoint(await admin(app), { url, types, description });
}

/** Deliveries go out until the end of the block. */
export function delivering(app: TestApp, options: DelivererOptions = {}) {
  const deliverer = startDeliverer(app.services, { pollMs: 20, drainMs: 100, ...options });
  return { stop: () => deliverer.stop(), [Symbol.asyncDispose]: () => deliverer.stop() };
}

export function deliveriesOf(db: Db, endpointId: string) {
  return db.selectFrom("webhook_delivery").selectAll().where("endpoint_id", "=", endpointId).orderBy("seq");
}

export function endpointRow(db: Db, id: string) {
  return db.selectFrom("webhook_endpoint").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}
