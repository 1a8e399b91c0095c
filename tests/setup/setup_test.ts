import assert from "node:assert/strict";
import { issueSetupCode } from "../../src/setup/commands.ts";
import { eachDatabase } from "../support/database.ts";
import { emptyApp, PASSWORD, type TestApp, visitor } from "../support/app.ts";

const FORM = {
  shop: "Service Sur",
  tax_id: "",
  address: "",
  phone: "",
  shop_email: "",
  time_zone: "America/Argentina/Buenos_Aires",
  currency: "ARS",
  locale: "es",
  country: "AR",
  branch_code: "s01",
  branch_name: "Casa central",
  name: "Ana Dueña",
  email: "ana@example.com",
  password: PASSWORD,
};

async function openLink(app: TestApp) {
  const code = await issueSetupCode(await app.ctx());
  const browser = visitor(app);
  return { code, browser, page: await browser.page(`/instalacion?codigo=${code}`) };
}

eachDatabase("the owner sets the shop up by the link and stands at the counter", async (_t, database) => {
  await using app = await emptyApp(database);
  assert.equal((await visitor(app).get("/ingresar")).headers.get("Location"), "/instalacion");
  const { code, browser, page } = await openLink(app);
  assert.match(page, /<option value="America\/Argentina\/Buenos_Aires"[^>]* selected/);
  const done = await browser.post("/instalacion", { ...FORM, code });
  assert.equal(done.status, 303);
  assert.equal(done.headers.get("Location"), "/");
  assert.equal((await browser.get("/clientes")).status, 200);
  const { shop } = await app.ctx();
  assert.equal(shop.organization?.name, "Service Sur");
  assert.deepEqual(shop.branches.map((branch) => branch.code), ["S01"]);
  assert.equal((await browser.get(`/instalacion?codigo=${code}`)).status, 404);
  assert.equal((await browser.post("/instalacion", { ...FORM, code })).status, 404);
});

eachDatabase("without the link, with a wrong one or a late one nothing is set up", async (_t, database) => {
  await using app = await emptyApp(database);
  const { code, browser } = await openLink(app);
  assert.doesNotMatch(await browser.page("/instalacion"), /name="password"/);
  assert.doesNotMatch(await browser.page("/instalacion?codigo=wrong"), /name="password"/);
  assert.equal((await browser.post("/instalacion", { ...FORM, code: "wrong" })).status, 404);
  app.now += 8 * 86_400_000;
  assert.equal((await browser.post("/instalacion", { ...FORM, code })).status, 404);
  assert.equal((await database.db.selectFrom("organization").select("id").execute()).length, 0);
});

eachDatabase("a newer link ends the one before", async (_t, database) => {
  await using app = await emptyApp(database);
  const first = await openLink(app);
  const second = await openLink(app);
  assert.equal((await first.browser.post("/instalacion", { ...FORM, code: first.code })).status, 404);
  assert.equal((await second.browser.post("/instalacion", { ...FORM, code: second.code })).status, 303);
});

eachDatabase(
  "what is wrong comes back beside its field, with everything but the password",
  async (_t, database) => {
    await using app = await emptyApp(database);
    const { code, browser } = await openLink(app);
    const answer = await browser.post("/instalacion", { ...FORM, code, email: "ana", password: "corta" });
    assert.equal(answer.status, 422);
    const page = await answer.text();
    assert.match(page, /value="Service Sur"/);
    assert.match(page, /Al menos 12|al menos 12/);
    assert.doesNotMatch(page, /value="corta"/);
    assert.equal(
      (await browser.post("/instalacion", { ...FORM, code })).status,
      303,
      "the link still serves",
    );
  },
);

eachDatabase("of two set-ups at the same moment one wins", async (_t, database) => {
  await using app = await emptyApp(database);
  const { code, browser } = await openLink(app);
  const answers = await Promise.all([1, 2].map(() => browser.post("/instalacion", { ...FORM, code })));
  assert.deepEqual(answers.map(({ status }) => status).filter((status) => status === 303).length, 1);
  assert.equal((await database.db.selectFrom("branch").select("id").execute()).length, 1);
  assert.equal((await database.db.selectFrom("user").select("id").execute()).length, 1);
});
