import assert from "node:assert/strict";
import type { CompiledQuery } from "kysely";
import { signedIn, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { fillOrder, FULL } from "../support/full_order.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";

const asked: CompiledQuery[] = [];
const MOST = 8;
/** Longer than anything of the frame is kept, and than a session goes without being noted as used. */
const LATER = 6 * 60_000;

const SHOWN = [
  "¿Ya está listo?",
  "Punto 1.8",
  "Punto 2.8",
  "Nota 58: se midió la línea de carga",
  "el equipo volvió de TecnoLab",
  "Mostrar todo el historial",
  "Módulo roto, conector sulfatado",
  "Cargador original, Funda azul",
  "maria@example.com",
  "Versión 1",
  "María Núñez, en el mostrador, con firma",
  "Renglón 1<",
  `Renglón ${FULL.lines}<`,
  "Repuesto del banco 1",
  "previsto 1 · reservado 1",
  "Trabajando ahora",
  "Reclamo de la garantía de V01-000001",
  "Moto G de préstamo (MG-1)",
  "Zebra del mostrador",
  "Etiqueta 6",
  "/seguimiento/",
  "Falta respuesta",
];
const MONEY = ["Pago de $", "Saldo", "Pago parcial", "2.500,00"];
const MAILS = ["copia3@example.com", "orden-1"];

/** Not the session's, the till's, nor the few rows of the shop, which every page reads whole. */
const OF_THE_PAGE = /from "(order|agent|user)"/;

eachDatabase(
  "the page of an order asks the database eight times at most, whatever it holds",
  async (t, database) => {
    await using app = await testApp(database);
    const full = await anOrder(app, { status: "repairing", technicianId: app.users.technician.id });
    await fillOrder(await app.ctx(userActor(app, "technician")), full.id);
    const young = await anOrder(app);
    const { db } = database;
    const answer = { title: "Falta respuesta", text: "…", active: 1, created_at: app.now, version: 1 };
    await db.insertInto("canned_answer").values({ id: "an answer", ...answer }).execute();
    const lists = new Map<string, CompiledQuery>();

    for (const role of ["admin", "technician", "receptionist"] as const) {
      const browser = await signedIn(app, role);
      const open = async ({ number }: { number: string }, query = "") => {
        app.now += LATER;
        asked.length = 0;
        const page = await browser.page(`/ordenes/${number}${query}`);
        assert.ok(asked.length > 0 && asked.length <= MOST, asked.map(({ sql }) => sql).join("\n"));
        return page;
      };
      const desk = role !== "technician";
      await t.step(`${role}: all of a full one`, async () => {
        const page = await open(full);
        for (const words of SHOWN) assert.ok(page.includes(words), words);
        assert.equal(page.match(/id="event-/g)?.length, 40);
        assert.equal(page.match(/class="photo-shared"/g)?.length, FULL.photos);
        for (const words of [...MONEY, ...MAILS]) assert.equal(page.includes(words), desk, words);
        // What somebody may not see is not looked for either.
        const statements = asked.map(({ sql }) => sql).join("\n");
        for (const table of ["charge", "payment", "message_attachment"]) {
          assert.equal(statements.includes(`from "${table}"`), desk, table);
        }
        for (const query of asked.filter(({ sql }) => OF_THE_PAGE.test(sql))) lists.set(query.sql, query);
      });
      await t.step(`${role}: its whole history`, async () => {
        const page = await open(full, "?historial=todo");
        assert.equal(page.match(/id="event-/g)?.length, FULL.events - (desk ? 0 : 5));
        assert.ok(page.includes("Nota 1: se midió"));
      });
      await t.step(`${role}: a young one`, async () => {
        const page = await open(young);
        for (const words of ["Equipo recibido", "maria@example.com", "Todavía no hay fotos"]) {
          assert.ok(page.includes(words), words);
        }
        for (const words of ["Renglón 1", "Punto 1", "Repuesto del banco", "Moto G"]) {
          assert.ok(!page.includes(words), words);
        }
      });
    }
    await t.step("none of its lists reads a table whole", async () => {
      assert.equal(lists.size, 6, "head, badges, and two statements for each of two sorts of readers");
      for (const query of lists.values()) await assertUsesIndex(database, query);
    });
  },
  { open: { onQuery: (query) => void asked.push(query) } },
);
