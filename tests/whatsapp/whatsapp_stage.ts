import { saveAccount } from "../../src/whatsapp/settings_commands.ts";
import { chooseTemplate, fetchTemplates } from "../../src/whatsapp/template_commands.ts";
import { templatesIn } from "../../src/whatsapp/settings_queries.ts";
import { type TestApp, userActor } from "../support/app.ts";
import { PHONE_ID, WA_SECRET, WA_TOKEN, WABA_ID } from "../support/whatsapp/cloud_api.ts";

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
  const templates = await templatesIn(ctx, "es");
  const idOf = (name: string) => templates.find((one) => one.name === name)?.id ?? "";
  await chooseTemplate(ctx, { kind: "order_ready", locale: "es" }, {
    template: idOf("equipo_listo"),
    fields: ["client.name", "order.number", "order.url"],
  });
  await chooseTemplate(ctx, { kind: "status_updated", locale: "es" }, {
    template: idOf("cambio_de_estado"),
    fields: ["client.name", "order.number", "order.status"],
  });
}
