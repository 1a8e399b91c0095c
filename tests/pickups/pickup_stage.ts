import { SYSTEM } from "../../src/context.ts";
import { sendMessage } from "../../src/mail/sending.ts";
import { openMailer } from "../../src/mail/mailer.ts";
import { mindPickups } from "../../src/pickups/commands.ts";
import { smtpStage } from "../mail/smtp_stage.ts";
import { asAdmin, type Browser, type TestApp, testApp } from "../support/app.ts";
import type { TestDatabase } from "../support/database.ts";
import { anOrder, type BuiltOrder, type OrderWish } from "../support/order_builders.ts";

export const DAY = 86_400_000;
export const NO_MAIL = { name: "Elsa Sosa", phone: "11 5555-0101" };

export interface Pickups extends AsyncDisposable {
  app: TestApp;
  /** Signed in as of now: sessions end sooner than the policy. */
  admin(): Promise<Browser>;
  /** Notices as the settings' form says them; the term is 90 days. */
  policy(days: string): Promise<Response>;
  /** An order that is ready as of now. */
  ready(wish?: OrderWish): Promise<BuiltOrder>;
  /** So many days later, the timed task runs so often at once. */
  later(days: number, times?: number): Promise<void>;
  /** Hands every waiting mail to a real mail server; answers the texts that arrived. */
  post(): Promise<string[]>;
  notices(orderId: string): Promise<{ day: number | null; proven_by: string | null }[]>;
}

/** A shop with a mail server and devices that nobody collects. */
export async function pickups(database: TestDatabase): Promise<Pickups> {
  const app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "taller@example.com" });
  return {
    app,
    admin: () => asAdmin(app),
    async policy(days) {
      const admin = await asAdmin(app);
      const page = await admin.page("/admin/ajustes");
      const [form = ""] = /<form[^>]*id="form-mostrador"[\s\S]*?<\/form>/.exec(page) ?? [];
      const [, version = ""] =
        /name="version"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="version"/.exec(form) ??
          [];
      return await admin.post("/admin/ajustes/mostrador", {
        version,
        warranty_days: "90",
        abandonment_days: "90",
        abandonment_notices: days,
        slip_open_days: "3",
      });
    },
    ready: (wish = {}) => anOrder(app, { status: "ready", outcome: "repaired", ...wish }),
    async later(days, times = 1) {
      app.now += days * DAY;
      const ctx = await app.ctx(SYSTEM);
      await Promise.all(Array.from({ length: times }, () => mindPickups(ctx)));
    },
    async post() {
      await using smtp = await smtpStage();
      const mailer = openMailer(smtp.url, { timeoutMs: 10_000 });
      const rows = await database.db.selectFrom("message").select("id").where("state", "=", "queued")
        .orderBy("id").execute();
      for (const { id } of rows) await sendMessage(await app.ctx(SYSTEM), id, { mailer, from: null });
      await mailer.close();
      return smtp.mails.map(({ text }) => text ?? "");
    },
    notices: (orderId) =>
      database.db.selectFrom("pickup_notice").select(["day", "proven_by"]).where("order_id", "=", orderId)
        .orderBy("given_at").orderBy("id").execute().then((rows) => rows.map((row) => ({ ...row }))),
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  };
}
