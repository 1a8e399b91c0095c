import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { jobHandlers } from "../../src/jobs/handlers.ts";
import { startWorkers } from "../../src/jobs/workers.ts";
import { openMailer } from "../../src/mail/mailer.ts";
import type { TemplateKind } from "../../src/mail/message.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { UNDO_MS } from "../../src/orders/undo.ts";
import { saveAccount } from "../../src/whatsapp/settings_commands.ts";
import { chooseTemplate, fetchTemplates } from "../../src/whatsapp/template_commands.ts";
import { templatesIn } from "../../src/whatsapp/settings_queries.ts";
import { aLink } from "../gateways/gateway_stage.ts";
import { until } from "../jobs/stage.ts";
import { smtpStage } from "../mail/smtp_stage.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import type { TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import {
  type CloudServer,
  cloudServer,
  PHONE_ID,
  WA_SECRET,
  WA_TOKEN,
  WABA_ID,
} from "../support/whatsapp/cloud_api.ts";

/** Switches the channel on with a template for "ready" and for changes of status, as an administrator would. */
export async function aWhatsappAccount(app: TestApp): Promise<void> {
  const ctx = await app.ctx(userActor(app, "admin"));
  await saveAccount(ctx, {
    enabled: true,
    phone_number_id: PHONE_ID,
    business_account_id: WABA_ID,
    token: WA_TOKEN,
    app_secret: WA_SECRET,
    version: 0,
  });
  await fetchTemplates(ctx);
  await serve(app, "order_ready", "equipo_listo", ["client.name", "order.number", "order.url"]);
  await serve(app, "status_updated", "cambio_de_estado", ["client.name", "order.number", "order.status"]);
}

/** A template of Meta's serves a kind in Spanish, with these fields in its places. */
export async function serve(app: TestApp, kind: TemplateKind, name: string, fields: string[]): Promise<void> {
  const ctx = await app.ctx(userActor(app, "admin"));
  const template = (await templatesIn(ctx, "es")).find((one) => one.name === name)?.id ?? "";
  await chooseTemplate(ctx, { kind, locale: "es" }, { template, fields });
}

export interface Chatting {
  app: TestApp;
  meta: CloudServer;
  /** Of a client who prefers WhatsApp. */
  order: { id: string; number: string; clientId: string };
  /** State, kind, channel and address of each message about the order, oldest first. */
  messages(): Promise<string[]>;
  /** Waits for that. */
  become(...expected: string[]): Promise<void>;
}

/** A shop whose channel is on, an order that goes through quality control, and workers. */
export async function chatting(
  database: TestDatabase,
  { client = {}, charges }: { client?: { email?: string }; charges?: number[] },
  test: (stage: Chatting) => Promise<void>,
): Promise<void> {
  await using meta = cloudServer();
  await using smtp = await smtpStage();
  await using app = await testApp(database, {
    WHATSAPP: "on",
    WHATSAPP_API_URL: meta.url,
    SMTP_URL: smtp.url,
    MAIL_FROM: "taller@example.com",
  });
  await aWhatsappAccount(app);
  const order = await anOrder(app, {
    status: "quality_check",
    client: { name: "Elsa Sosa", phone: "+541140010001", ...client },
    charges,
  });
  const { db } = database;
  await aLink(app, order.id);
  await db.updateTable("client").set({ channel: "whatsapp" }).where("id", "=", order.clientId).execute();
  const mailer = openMailer(smtp.url);
  const handlers = jobHandlers({ sessions: app.services.sessions, mail: { mailer, from: null } });
  const workers = startWorkers(app.services, handlers, { pollMs: 20, drainMs: 100 });
  const messages = async () => {
    const rows = await db.selectFrom("message_order")
      .innerJoin("message", "message.id", "message_order.message_id")
      .select(["message.state", "message.kind", "message.channel", "message.to_address"])
      .where("message_order.order_id", "=", order.id).orderBy("message.created_at").orderBy("message.id")
      .execute();
    return rows.map(({ state, kind, channel, to_address }) => `${state} ${kind} ${channel} ${to_address}`);
  };
  try {
    await test({
      app,
      meta,
      order,
      messages,
      async become(...expected) {
        const same = async () => isDeepStrictEqual(await messages(), expected);
        await until(same, expected.join(", ")).catch(async () =>
          assert.deepEqual(await messages(), expected)
        );
      },
    });
  } finally {
    await workers.stop();
    await mailer.close();
  }
}

/** The repair is done; what is told of it leaves once it can no longer be undone. */
export async function makeReady({ app, order }: Chatting, meanwhile?: () => Promise<void>): Promise<void> {
  await moveStatus(await app.ctx(userActor(app, "admin")), order.number, {
    to: "ready",
    outcome: "repaired",
  });
  await meanwhile?.();
  app.now += UNDO_MS;
  app.services.live.changed("jobs");
}
