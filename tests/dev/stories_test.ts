import assert from "node:assert/strict";
import { STORIES } from "../../views/dev/components_page.tsx";
import { NOTICE_KINDS, TEMPLATE_KINDS } from "../../src/mail/message.ts";
import { mailDocuments } from "../../src/orders/mailing.ts";
import { userActor } from "../support/app.ts";
import { anOrder } from "../support/order_builders.ts";
import { walkSync } from "../rules/walk.ts";
import { devStage } from "./dev_stage.ts";

const ROOT = new URL("../../", import.meta.url);
/** In the frame of the page itself, or without a look. */
const NO_STORY = ["ConfirmDialog", "CsrfField", "ToastRegion"];

Deno.test("every component has a story, and every kind of mail is shown with HTML and text", async () => {
  const components = [...walkSync(ROOT, "views/components")].filter((path) => path.endsWith(".tsx"))
    .flatMap((
      path,
    ) => [
      ...Deno.readTextFileSync(new URL(path, ROOT)).matchAll(
        /^export (?:function|const) ([A-Z]\w*[a-z]\w*)/gm,
      ),
    ])
    .map(([, name = ""]) => name);
  assert.deepEqual([...STORIES.map(({ of }) => of), ...NO_STORY].sort(), components.sort());

  await using stage = await devStage();
  const { app } = stage;
  const order = await anOrder(app, { status: "ready", client: { email: "marta@example.com" } });
  for (const [locale, theme, word] of [["es", "light", "Guardar"], ["en", "dark", "Save"]]) {
    const page = await (await app.request(`/dev/componentes?idioma=${locale}&tema=${theme}`)).text();
    assert.match(page, new RegExp(`<html lang="${locale}" data-theme="${theme}"[^]*${word}`));
    for (const { of } of STORIES) assert.ok(page.includes(`id="${of}"`), of);
    const mails = await (await app.request(`/dev/correos?idioma=${locale}`)).text();
    for (const kind of [...TEMPLATE_KINDS, ...NOTICE_KINDS]) {
      assert.ok(mails.includes(`src="/dev/correos/plantillas/${kind}/${locale}"`), kind);
      const html = await app.request(`/dev/correos/plantillas/${kind}/${locale}`);
      assert.match(html.headers.get("Content-Security-Policy") ?? "", /sandbox/);
      const body = await html.text();
      assert.match(body, new RegExp(`<html[^>]*lang="${locale}"`));
      assert.doesNotMatch(body, /undefined|NaN|\[object/, kind);
    }
  }

  const form_key = crypto.randomUUID();
  const papers = { documents: ["intake_receipt" as const], address: "marta@example.com", note: "", form_key };
  await mailDocuments(await app.ctx(userActor(app, "admin")), order.number, papers);
  const list = await (await app.request("/dev/correos")).text();
  const id = /href="\/dev\/correos\/([0-9a-f-]{36})"/.exec(list)?.[1] ?? "";
  assert.match(
    await (await app.request(`/dev/correos/${id}`)).text(),
    /marta@example\.com[^]*<iframe[^]*<pre/,
  );
  assert.equal((await app.request(`/dev/correos/${id}/html`)).status, 200);
});
