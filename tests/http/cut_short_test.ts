import assert from "node:assert/strict";
import { join } from "node:path";
import { createApp } from "../../src/app.ts";
import { closeLogs, openLogs } from "../../src/logs.ts";
import { testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { until } from "../jobs/stage.ts";

Deno.test("a browser that goes elsewhere in the middle of a form is no error of ours", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const dir = await Deno.makeTempDir({ prefix: "reparo-logs-" });
  await openLogs({ dir, level: "info", console: "off" });
  const { fetch } = await createApp(app.services);
  let answered = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request, info) => {
    const answer = await fetch(request, info);
    answered = answer.status;
    return answer;
  });
  try {
    const connection = await Deno.connect({ port: server.addr.port, hostname: "127.0.0.1" });
    const { origin, host } = new URL(app.services.baseUrl);
    const head = [
      "POST /ingresar HTTP/1.1",
      `Host: ${host}`,
      `Origin: ${origin}`,
      "Content-Type: application/x-www-form-urlencoded",
      "Content-Length: 1000",
    ];
    await connection.write(new TextEncoder().encode(`${head.join("\r\n")}\r\n\r\nemail=rocio`));
    connection.close();
    await until(() => Promise.resolve(answered !== 0), "it was answered");
    assert.equal(answered, 400);
  } finally {
    await server.shutdown();
    await closeLogs();
  }
  const files = Array.from(Deno.readDirSync(dir), ({ name }) => Deno.readTextFileSync(join(dir, name)));
  await Deno.remove(dir, { recursive: true });
  assert.match(files.join(""), /"status":400/);
  assert.doesNotMatch(files.join(""), /Unexpected error/);
});
