import assert from "node:assert/strict";
import { addBranch } from "../../src/admin/branch_commands.ts";
import { openAlerts } from "../../src/alerts/queries.ts";
import { watchPrinting } from "../../src/printing/alarms.ts";
import { requestLabel } from "../../src/printing/commands.ts";
import { expirePrintJobs } from "../../src/printing/job_commands.ts";
import { AGENT_SILENT_MS, SILENCE_LOOK_MS } from "../../src/printing/agent.ts";
import { paths } from "../../src/paths.ts";
import { printLooseLabel } from "../../src/printing/loose_label_commands.ts";
import { asAdmin, asReceptionist, asTechnician, type Browser, userActor } from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { COUNTER_PRINTER, IDLE } from "./daemon_stage.ts";
import { type TwoPrinters, twoPrinters, WORKSHOP_IDLE } from "./two_printers.ts";

const ELSEWHERE = {
  code: "S02",
  name: "Norte",
  address: "",
  phone: "",
  time_zone: "America/Argentina/Buenos_Aires",
  currency: "ARS",
};
const AS_FRAGMENT = { "HX-Request": "true", "HX-Request-Type": "partial" };

/** Jobs that need somebody: one unknown, one failed, one expired. */
async function deadLetters(shop: TwoPrinters): Promise<{ unknown: string; failed: string; expired: string }> {
  const { app, counter, workshop, ask } = shop;
  const unknown = await ask();
  const failed = await ask();
  await counter.answer();
  await counter.answer({
    take: 0,
    events: [
      counter.event(unknown, "custody", { attempt: 0 }),
      counter.event(unknown, "sending"),
      counter.event(unknown, "unknown", { reason: "connection_lost" }),
      counter.event(failed, "failed", { reason: "wrong_size", attempt: 0 }),
    ],
  });
  const expired = await ask();
  app.now += 13 * 3_600_000;
  await expirePrintJobs(await app.ctx());
  await counter.answer({ take: 0, printers: [IDLE] });
  await workshop.answer({ take: 0, printers: [WORKSHOP_IDLE] });
  return { unknown, failed, expired };
}

async function states({ db }: TestDatabase): Promise<Record<string, string>> {
  const rows = await db.selectFrom("print_job").select(["id", "state", "settled_at"]).execute();
  return Object.fromEntries(
    rows.map((row) => [row.id, row.state + (row.settled_at === null ? "" : " settled")]),
  );
}

eachDatabase("the dead letters tell their cause and can be settled one by one", async (_t, database) => {
  await twoPrinters(database, async (shop) => {
    const { unknown, failed, expired } = await deadLetters(shop);
    const admin = await asAdmin(shop.app);
    const page = await admin.page(paths.printJobs());
    for (
      const words of [
        "Se cortó la conexión",
        "La plantilla no es del tamaño",
        "Esperó demasiado",
        "hace 13 h",
      ]
    ) {
      assert.ok(page.includes(words), words);
    }
    assert.ok(page.includes(`href="${paths.order("S01-000001")}"`), "each leads to its order");
    const form = (key: string) => ({ form_key: `click-${key}` });
    assert.equal(
      (await admin.post(paths.printJobResult(unknown), { ...form("11"), saw: "printed" })).status,
      303,
    );
    const moved = await admin.post(paths.printJobMove(failed), { ...form("22"), printer_id: shop.second });
    const again = moved.headers.get("Location")?.split("/").at(-1) ?? "";
    assert.equal(
      (await shop.job(again)).printer_id,
      shop.second,
      "a failed label is printed anew over there",
    );
    assert.equal((await admin.post(paths.printJobDismissal(expired))).status, 303);
    const after = await states(database);
    assert.deepEqual([after[unknown], after[failed], after[expired]], [
      "printed",
      "failed settled",
      "expired settled",
    ]);
    const story = await admin.page(paths.printJob(failed));
    assert.match(story, /Repetida en/);
    assert.ok(story.includes(`href="${paths.printJob(again)}"`));
    assert.ok(
      (await admin.page(paths.printJob(again))).includes(`href="${paths.printJob(failed)}"`),
      "and back",
    );
    assert.match(await admin.page(paths.printJobs()), /Ninguna etiqueta necesita atención/);
  });
});

eachDatabase("several dead letters are settled at once, each click once", async (_t, database) => {
  await twoPrinters(database, async (shop) => {
    const { unknown, failed, expired } = await deadLetters(shop);
    const admin = await asAdmin(shop.app);
    const ids = [unknown, failed, expired];
    const batch = (act: string, key: string, more: object = {}) =>
      admin.post(paths.printJobBatch(), { ids, act, form_key: key, ver: "attention", ...more });
    const none = await admin.post(paths.printJobBatch(), { act: "again", form_key: "click-00" });
    assert.equal(none.status, 409);
    assert.match(await none.text(), /No se eligió ningún trabajo/);
    const some = await batch("printed", "click-11");
    assert.equal(some.headers.get("Location"), paths.printJobs("?ver=attention"));
    assert.match(decodeURIComponent(some.headers.get("Set-Cookie") ?? ""), /1 resueltos; 2 no se podían/);
    const [first, twin] = await Promise.all([batch("again", "click-22"), batch("again", "click-22")]);
    assert.deepEqual([first.status, twin.status], [303, 303]);
    const made = await database.db.selectFrom("print_job").select("reprint_of").where(
      "reprint_of",
      "is not",
      null,
    )
      .orderBy("reprint_of").execute();
    assert.deepEqual(made.map((row) => row.reprint_of), [unknown, failed, expired].sort(), "each once");
    const waiting = await admin.page(paths.printJobs("?ver=waiting"));
    const queued = [...waiting.matchAll(/name="ids" value="([^"]+)"/g)].map(([, id]) => id ?? "");
    assert.equal(queued.length, 3);
    await admin.post(paths.printJobBatch(), {
      ids: queued,
      act: "move",
      printer_id: shop.second,
      form_key: "click-33",
      ver: "waiting",
    });
    for (const id of queued) assert.equal((await shop.job(id)).printer_id, shop.second);
  });
});

eachDatabase("a label that is held up is tried again as the same job", async (_t, database) => {
  await twoPrinters(database, async ({ app, counter, ask, job, history }) => {
    const id = await ask();
    await counter.answer();
    app.now += 3_600_000;
    await counter.answer({ take: 0, printers: [{ ...IDLE, ok: false, reason: "paper_out" }] });
    const desk = await asReceptionist(app);
    const { number } = await database.db.selectFrom("order").select("number").executeTakeFirstOrThrow();
    const panel = await (await desk.get(paths.orderLabels(number), AS_FRAGMENT)).text();
    assert.match(panel, /Reintentar/);
    const tried = await desk.post(paths.orderLabelRetry(number, id), {}, AS_FRAGMENT);
    assert.equal(tried.status, 200);
    assert.match(tried.headers.get("HX-Trigger") ?? "", /no puede salir dos veces/);
    const { expires_at } = await database.db.selectFrom("print_job").select("expires_at")
      .executeTakeFirstOrThrow();
    assert.equal(expires_at, app.now + 12 * 3_600_000, "its whole time once more");
    assert.deepEqual(
      (await counter.answer()).jobs.map((one) => one.id),
      [id],
      "offered again under its own name",
    );
    assert.ok((await history(id)).includes("leased:staff_retry"));
    const events = (["custody", "sending", "printed"] as const).map((state) => counter.event(id, state));
    await counter.answer({ events });
    assert.equal((await job(id)).state, "printed");
    assert.equal((await desk.post(paths.orderLabelRetry(number, id), {}, AS_FRAGMENT)).status, 409);
    const other = await anOrder(app);
    assert.equal((await desk.post(paths.orderLabelRetry(other.number, id))).status, 404);
  });
});

eachDatabase("one printer's page tells its facts and everything that it was given", async (_t, database) => {
  await twoPrinters(database, async (shop) => {
    const { app, counter, workshop, first, second, ask } = shop;
    await (await counter.hello([{ ...COUNTER_PRINTER, darkness: 12, offsetXMm: 1.5 }])).body?.cancel();
    await counter.answer({ printers: [IDLE] });
    await workshop.answer({ printers: [WORKSHOP_IDLE] });
    await ask();
    const admin = await asAdmin(app);
    const page = await admin.page(paths.printer(first));
    for (
      const words of [
        "S01-000001",
        "Rocío Recepción",
        "1,5 mm a la derecha",
        "Separación",
        "Oscuridad configurada",
      ]
    ) {
      assert.ok(page.includes(words), words);
    }
    assert.match(page, /Imprime: Etiqueta de equipo/);
    assert.equal((await admin.post(paths.printerFallback(first), { printer_id: second })).status, 303);
    assert.match(await admin.page(paths.printer(first)), /<option value="[^"]+" selected[^>]*>taller/);
    const moved = await admin.post(paths.printerMove(first), { printer_id: second });
    assert.match(decodeURIComponent(moved.headers.get("Set-Cookie") ?? ""), /1 en la otra impresora/);
    assert.equal((await admin.get(paths.printer("nowhere"))).status, 404);
  });
});

eachDatabase("setting up the media is a command that the daemon confirms", async (_t, database) => {
  await twoPrinters(database, async ({ app, counter, first }) => {
    const admin = await asAdmin(app);
    const form = { media: "mark", transfer: "ribbon", darkness: "22", speed: "3" };
    assert.equal((await admin.post(paths.printerSetup(first), { ...form, darkness: "31" })).status, 422);
    await admin.post(paths.printerSetup(first), { ...form, speed: "6" });
    assert.equal((await admin.post(paths.printerSetup(first), form)).status, 303);
    const { commands } = await counter.answer();
    const setup = { media: "mark", transfer: "ribbon", darkness: 22, speed: 3 };
    assert.deepEqual(commands.map(({ id: _, ...command }) => command), [{
      do: "setup",
      printer: "mostrador",
      setup,
    }], "only the last wish");
    assert.match(
      await admin.page(paths.printer(first)),
      /esperando al servicio de impresión[\s\S]*value="22"/,
    );
    await counter.answer({ results: [{ id: commands[0]?.id ?? "", ok: true, detail: null }] });
    assert.match(await admin.page(paths.printer(first)), /la impresora lo confirmó/);
    await database.db.updateTable("printer").set({ kind: "virtual" }).where("id", "=", first).execute();
    const refused = await admin.post(paths.printerSetup(first), form);
    assert.match(await refused.text(), /no tiene un papel que configurar/);
  });
});

eachDatabase(
  "the order's history says who, when, on which printer and with what evidence",
  async (_t, database) => {
    await twoPrinters(database, async ({ app, counter }) => {
      const { number } = await anOrder(app);
      const ctx = await app.ctx(userActor(app, "receptionist"));
      const [id = ""] = await requestLabel(ctx, number, { idemKey: "click-1" });
      await counter.answer();
      const evidence = { odoBefore: 100, odoAfter: 101, bytes: 900 };
      await counter.answer({
        events: [
          counter.event(id, "custody", { attempt: 0 }),
          counter.event(id, "sending"),
          counter.event(id, "printed", { evidence }),
        ],
      });
      await database.db.updateTable("printer").set({ name: "Otra cosa" }).execute();
      const bench = await asTechnician(app);
      const page = await bench.page(paths.orderLabelHistory(number));
      for (const words of ["Rocío Recepción", "en mostrador", "100 → 101", "900 bytes", "Impresa"]) {
        assert.ok(page.includes(words), words);
      }
      assert.ok((await bench.page(paths.order(number))).includes(paths.orderLabelHistory(number)));
    });
  },
);

eachDatabase(
  "the badge counts silent daemons, printers in trouble and labels that need somebody",
  async (_t, database) => {
    await twoPrinters(database, async (shop) => {
      const { app, counter, workshop } = shop;
      const badge = async (browser: Browser) =>
        /id="printer-badge"[^>]*title="([^"]*)"/.exec(await browser.page(paths.orders()))?.[1];
      const desk = await asReceptionist(app);
      assert.match(await desk.page(paths.printing()), /Todo imprime/);
      app.now += 2_000;
      await counter.answer({ take: 0, printers: [{ ...IDLE, ok: false, reason: "paper_out" }] });
      assert.match(await badge(desk) ?? "", /1/);
      assert.match(await desk.page(paths.printing()), /Sin papel/);
      app.now += 21_000;
      await workshop.answer({ take: 0, printers: [WORKSHOP_IDLE] });
      assert.match(await badge(desk) ?? "", /1/, "a silent daemon counts once, and for its printers");
      const { unknown } = await deadLetters(shop);
      assert.ok(unknown);
      const later = await asReceptionist(app);
      assert.match(await badge(later) ?? "", /3/);
      const page = await later.page(paths.printing());
      assert.match(page, /¿Salió la etiqueta\?[\s\S]*Sí, salió/);
      assert.match(page, /Ver la orden/);
      const failed = await database.db.selectFrom("print_job").select("id").where("state", "=", "failed")
        .executeTakeFirstOrThrow();
      const dismissal = paths.printingJob(failed.id, "descarte");
      assert.ok(page.includes(`action="${dismissal}"`));
      const put = await later.post(dismissal);
      assert.equal(put.headers.get("Location"), paths.printing(), "one goes on where one was");
      assert.doesNotMatch(await later.page(paths.printing()), /La plantilla no es del tamaño/);
    });
  },
);

eachDatabase(
  "whoever printed a label of no order settles it, and nobody in another branch does",
  async (_, database) => {
    await twoPrinters(database, async ({ app, counter, asDesk, job }) => {
      const label = {
        template: "text",
        data: { code: "CAJA-7", lines: [], url: null },
        title: "CAJA-7",
      } as const;
      const lose = async (key: string) => {
        const ctx = await asDesk();
        const [id = ""] = await printLooseLabel(ctx, { branchId: app.branchId, label, idemKey: key });
        await counter.answer();
        const events = (["custody", "sending", "unknown"] as const).map((state) => counter.event(id, state));
        await counter.answer({ take: 0, events });
        return id;
      };
      const id = await lose("a");
      const desk = await asReceptionist(app);
      const page = await desk.page(paths.printing());
      assert.match(page, /CAJA-7[\s\S]*¿Salió la etiqueta\?[\s\S]*Sí, salió/);
      const answer = await desk.post(paths.printingJob(id, "resultado"), {
        form_key: "click-001",
        saw: "printed",
      });
      assert.equal(answer.headers.get("Location"), paths.printing());
      assert.deepEqual([(await job(id)).state, (await job(id)).reason], ["printed", "staff_confirmed"]);

      const other = await lose("b");
      const elsewhere = await addBranch(await app.ctx(userActor(app, "admin")), ELSEWHERE);
      await database.db.updateTable("print_job").set({ branch_id: elsewhere.id }).where("id", "=", other)
        .execute();
      for (const act of ["resultado", "reimpresion", "reintento", "cancelacion", "descarte"] as const) {
        const form = { form_key: "click-002", saw: "printed" };
        assert.equal((await desk.post(paths.printingJob(other, act), form)).status, 404, act);
      }
      assert.equal((await job(other)).state, "unknown");
    });
  },
);

Deno.test("above every live page the badge tells of a fault at once, and again when it is over", async () => {
  await using database = await freshDatabase();
  await twoPrinters(database, async ({ app, counter }) => {
    const desk = await asReceptionist(app);
    const { hear, leave } = await listening(desk, counter.server.url + "/tablero/en-vivo");
    await hear(/hx-target="#printer-badge"[\s\S]*tone-ready/);
    await counter.answer({ printers: [{ ...IDLE, ok: false, reason: "paper_out" }] });
    const asked = performance.now();
    await hear(/hx-target="#printer-badge"[\s\S]*tone-problem/);
    assert.ok(performance.now() - asked < SILENCE_LOOK_MS - 500, "without waiting for the next look");
    await counter.answer({ printers: [IDLE] });
    await hear(/tone-ready/);
    app.now += AGENT_SILENT_MS + 1;
    await hear(/tone-problem/);
    await leave();
  });
});

Deno.test("an alert comes to the counter's open page, and leaves it once somebody has seen it", async () => {
  await using database = await freshDatabase();
  await twoPrinters(database, async ({ app, counter }) => {
    const desk = await asReceptionist(app);
    const [, live = ""] = /hx-sse:connect="(\/en-vivo[^"]*)"/.exec(await desk.page(paths.counter())) ?? [];
    assert.equal(live, "/en-vivo?v=");
    const { hear, leave } = await listening(desk, counter.server.url + live);
    app.now += 2 * 60_000;
    await watchPrinting(await app.ctx());
    await hear(/hx-target="#alert-strip"[\s\S]*no da señales/);
    for (const { id } of await openAlerts(database.db)) await desk.post(paths.alertSeen(id));
    await hear(/<div id="alert-strip"[^>]*><\/div>/);
    await leave();
  });
});

/** A live page as its browser hears it. */
async function listening(browser: Browser, url: string) {
  const stream = await fetch(url, { headers: { Cookie: `sid=${browser.cookies.get("sid")}` } });
  assert.ok(stream.body);
  const reader = stream.body.pipeThrough(new TextDecoderStream()).getReader();
  return {
    async hear(words: RegExp): Promise<void> {
      for (let heard = ""; !words.test(heard);) {
        const { value, done } = await reader.read();
        assert.equal(done, false);
        heard += value;
      }
    },
    leave: () => reader.cancel(),
  };
}

Deno.test("open pages of daemons and of printing hear of a fault at once", async () => {
  await using database = await freshDatabase();
  await twoPrinters(database, async ({ app, counter }) => {
    const admin = await asAdmin(app);
    const { server } = counter;
    const streams: [string, string, string][] = [
      [paths.printingLive(), "Sin papel", "#printing-status"],
      [paths.agentsLive(), "vidriera", "#agents"],
    ];
    for (const [path, words, target] of streams) {
      const { hear, leave } = await listening(admin, server.url + path);
      if (target === "#agents") {
        await (await counter.hello([COUNTER_PRINTER, { ...COUNTER_PRINTER, key: "vidriera" }])).body
          ?.cancel();
      } else await counter.answer({ printers: [{ ...IDLE, ok: false, reason: "paper_out" }] });
      const asked = performance.now();
      await hear(new RegExp(`hx-target="${target}"[\\s\\S]*${words}`));
      assert.ok(performance.now() - asked < SILENCE_LOOK_MS);
      await leave();
    }
  });
});
