/** How fast queued webhook deliveries drain to a receiver on this machine: `deno run -A bench/webhooks.ts [deliveries]`. */
import { publish } from "../src/events/publish.ts";
import { createEndpoint } from "../src/webhooks/commands.ts";
import { startDeliverer } from "../src/webhooks/deliverer.ts";
import { testApp } from "../tests/support/app.ts";
import { freshDatabase, type TestEngine } from "../tests/support/database.ts";

const DELIVERIES = Number(Deno.args[0] ?? 10_000);
const AT_ONCE = 250;

const engines: TestEngine[] = Deno.env.get("TEST_POSTGRES_URL") ? ["libsql", "postgres"] : ["libsql"];
for (const engine of engines) await drain(engine);

async function drain(engine: TestEngine): Promise<void> {
  await using database = await freshDatabase(engine);
  await using app = await testApp(database, { REPARO_ENV: "development" });
  let received = 0;
  const receiver = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    await request.body?.cancel();
    received++;
    return new Response(null, { status: 204 });
  });
  const ctx = await app.ctx();
  const url = `http://127.0.0.1:${receiver.addr.port}/`;
  const { id } = await createEndpoint(ctx, { url, description: "", types: [] });
  for (let made = 0; made < DELIVERIES; made += AT_ONCE) {
    await ctx.db.transaction().execute((trx) =>
      publish(
        trx,
        ctx,
        Array.from({ length: Math.min(AT_ONCE, DELIVERIES - made) }, () => {
          const client = ctx.random.id(ctx.now);
          return {
            type: "client.created",
            subject: { kind: "client", id: client },
            data: { client: { id: client } },
          };
        }),
      )
    );
  }
  const began = performance.now();
  const deliverer = startDeliverer(app.services);
  for (let waiting = 1; waiting > 0;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { n } = await database.db.selectFrom("webhook_delivery").select((q) =>
      q.fn.countAll<number>().as("n")
    )
      .where("endpoint_id", "=", id).where("state", "<>", "delivered").executeTakeFirstOrThrow();
    waiting = Number(n);
  }
  const seconds = (performance.now() - began) / 1_000;
  await deliverer.stop();
  await receiver.shutdown();
  console.log(
    `${engine}: ${DELIVERIES} deliveries in ${seconds.toFixed(1)} s, ${
      Math.round(DELIVERIES / seconds)
    }/s, ${received} received`,
  );
}
