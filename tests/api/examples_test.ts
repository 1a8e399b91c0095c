import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { isGenuine } from "../../examples/verify_webhook.ts";
import { createToken } from "../../src/tokens/commands.ts";
import type { TestApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { aReceiver } from "../webhooks/receiver.ts";
import { admin, anEndpoint, delivering, hookApp } from "../webhooks/webhook_stage.ts";

const EXAMPLES = fileURLToPath(new URL("../../examples/", import.meta.url));
const LIFE = /^received (S01-\d+)\nmoved \1 to diagnosing\n(event \S+\n)*$/;

Deno.test("the examples run: an order's life, the feed from where it was left, and a webhook", async () => {
  await using database = await freshDatabase();
  await using app = await hookApp(database);
  await using server = listening(app);
  await using receiver = await aReceiver();
  Object.assign(app.services, { baseUrl: server.url });
  app.now = Date.now();
  const { secret } = await anEndpoint(app, { url: receiver.url, types: ["order.received"] });
  await using _ = delivering(app);
  const { token } = await createToken(await admin(app), {
    name: "Ejemplos",
    scopes: ["orders:read", "orders:write", "technicians:read", "events:read"],
  });
  const cursor = await Deno.makeTempFile();
  await Deno.remove(cursor);
  const env = { REPARO_URL: server.url, REPARO_TOKEN: token, REPARO_CURSOR: cursor };

  const first = await run(["sh", `${EXAMPLES}order_life.sh`], { env });
  assert.match(first, LIFE);
  assert.match(first, /event order\.received\n[^]*event order\.status_changed\n/);
  const second = await run([Deno.execPath(), "run", "-A", "--no-check", `${EXAMPLES}order_life.ts`], { env });
  assert.match(second, LIFE);
  assert.equal(second.match(/event order\.received/g)?.length, 1, "it went on where the first had stopped");
  await Deno.remove(cursor);

  const orders = await database.db.selectFrom("order").select("status").execute();
  assert.deepEqual(orders.map(({ status }) => status), ["diagnosing", "diagnosing"]);

  while (receiver.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  const [sent] = receiver.requests;
  assert.ok(sent);
  const { headers, body } = sent;
  const signed = {
    WEBHOOK_SECRET: secret,
    WEBHOOK_ID: headers["webhook-id"] ?? "",
    WEBHOOK_TIMESTAMP: headers["webhook-timestamp"] ?? "",
    WEBHOOK_SIGNATURE: headers["webhook-signature"] ?? "",
  };
  const shell = ["sh", `${EXAMPLES}verify_webhook.sh`];
  assert.equal(await run(shell, { env: signed, input: body }), "genuine\n");
  assert.equal(await run(shell, { env: signed, input: `${body} `, code: 1 }), "forged\n");
  assert.equal(await isGenuine(secret, new Headers(headers), body), true);
  assert.equal(await isGenuine(secret, new Headers(headers), `${body} `), false);
  assert.equal(
    await isGenuine(secret, new Headers({ ...headers, "webhook-signature": "v1,x" }), body),
    false,
  );
});

/** The app on a port of this machine. */
function listening(app: TestApp): { url: string; [Symbol.asyncDispose](): Promise<void> } {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = request.body ? await request.arrayBuffer() : undefined;
    return await app.request(pathname + search, { method: request.method, headers: request.headers, body });
  });
  return { url: `http://127.0.0.1:${server.addr.port}`, [Symbol.asyncDispose]: () => server.shutdown() };
}

interface Running {
  env: Record<string, string>;
  input?: string;
  /** With which it has to end. */
  code?: number;
}

async function run(
  [program = "", ...args]: string[],
  { env, input = "", code = 0 }: Running,
): Promise<string> {
  const child = new Deno.Command(program, {
    args,
    env: { ...env, NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const ended = await child.output();
  const [said, complained] = [ended.stdout, ended.stderr].map((bytes) => new TextDecoder().decode(bytes));
  assert.equal(ended.code, code, `${said}${complained}`);
  return said ?? "";
}
