import assert from "node:assert/strict";
import { receiveIntake } from "../../src/intakes/commands.ts";
import { aDaemon, serving } from "../printing/daemon_stage.ts";
import { asReceptionist, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { aDevice, anIntake } from "./an_intake.ts";

eachDatabase(
  "each device of an intake has its label queued once, without its secret",
  async (_, database) => {
    await using app = await testApp(database);
    await using server = await serving(app);
    await aDaemon(app, server);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const laptop = { category: "laptop", brand: "Lenovo", model: "T14", serial: "PF-3K9ZQ1" } as const;
    const secret = { kind: "pin", text: "471147" } as const;
    const input = await anIntake(ctx, { devices: [aDevice({ secret }), aDevice({ device: laptop })] });
    const { id } = await receiveIntake(ctx, input);
    await receiveIntake(ctx, input);
    const jobs = await database.db.selectFrom("print_job").select(["title", "state", "content"]).orderBy(
      "seq",
    )
      .execute();
    assert.deepEqual(jobs.map(({ title, state }) => [title, state]), [["S01-000001", "queued"], [
      "S01-000002",
      "queued",
    ]]);
    assert.ok(jobs.every(({ content }) => !content.includes("471147")));

    const desk = await asReceptionist(app);
    const page = await desk.page(`/ingresos/${id}`);
    assert.match(page, /En cola/);
    assert.doesNotMatch(page, /Espera una impresora/);
    assert.match(await desk.page("/ingresos/nuevo"), /Recibir 1 equipo e imprimir/);
  },
);
