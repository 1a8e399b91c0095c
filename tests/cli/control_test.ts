import assert from "node:assert/strict";
import { startControl } from "../../src/cli/control.ts";
import { readControl, throughServer } from "../../src/cli/control_client.ts";
import { testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";

Deno.test("the console's door opens to its key alone, and to no page of a browser", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const control = await startControl(app.services);
  try {
    const address = await readControl(app.services.config.DATA_DIR);
    assert.ok(address);
    const knock = async (headers: Record<string, string>, host = "127.0.0.1") => {
      const body = JSON.stringify({ command: "status", input: {} });
      const answer = await fetch(`http://${host}:${address.port}/`, { method: "POST", body, headers });
      await answer.body?.cancel();
      return answer.status;
    };
    const key = { Authorization: `Bearer ${address.key}` };
    assert.equal(await knock(key), 200);
    assert.equal(await knock({}), 401);
    assert.equal(await knock({ Authorization: "Bearer guessed" }), 401);
    assert.equal(await knock({ ...key, Origin: "http://localhost:8000" }), 403);
    assert.equal(await knock(key, "localhost"), 403);
    const told = await throughServer(address, { command: "status", input: {} });
    assert.equal(told?.ok, true);
  } finally {
    await control.stop();
  }
});
