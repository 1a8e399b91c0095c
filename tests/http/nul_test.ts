import assert from "node:assert/strict";
import { eachDatabase } from "../support/database.ts";
import { asAdmin, testApp } from "../support/app.ts";
import { aCaller, refused } from "../api/caller.ts";

const PAGES = ["/clientes", "/ordenes", "/repuestos", "/caja/sesiones", "/agenda", "/impresion"];
const ADMIN = ["auditoria", "registros", "claves", "usuarios", "mensajes", "webhooks", "sucursales"];
const FILTERS = "q categoria sucursal persona ver tipo estado antes desde tecnico".split(" ");

eachDatabase(
  "a NUL in an address or a form is refused or means nothing, and fails nothing",
  async (_t, database) => {
    await using app = await testApp(database);
    const admin = await asAdmin(app);
    for (const page of [...PAGES, ...ADMIN.map((room) => `/admin/${room}`)]) {
      for (const filter of FILTERS) {
        const answer = await admin.get(`${page}?${filter}=a%00b`);
        await answer.body?.cancel();
        assert.ok([200, 400].includes(answer.status), `${page}?${filter}: ${answer.status}`);
      }
    }
    const caller = await aCaller(app);
    assert.deepEqual(await refused(caller.get("/api/repuestos/?category=a%00b")), [
      422,
      "category",
      "invalid",
    ]);
    assert.equal((await caller.get("/api/ordenes/S01-%00")).status, 404);
    const typed = await admin.post("/clientes/nuevo", { name: "Ana\0", country: "AR" });
    assert.ok([303, 400, 422].includes(typed.status), String(typed.status));
  },
);
