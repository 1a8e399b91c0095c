import assert from "node:assert/strict";
import { parseNetworks } from "../../src/lib/networks.ts";
import type { Resolve } from "../../src/webhooks/address.ts";
import { openPoster } from "../../src/webhooks/post.ts";
import { AUTHORITY, CERTIFICATE, KEY } from "../support/certificate.ts";

const guard = { allowed: parseNetworks("127.0.0.1") };
const resolve: Resolve = () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]);

Deno.test("over TLS the name is proven, and the connection goes to the address that was judged", async () => {
  const ports = new Set<number>();
  const receiver = Deno.serve(
    { port: 0, hostname: "127.0.0.1", cert: CERTIFICATE, key: KEY, onListen() {} },
    async (request, { remoteAddr }) => {
      ports.add(remoteAddr.port);
      return new Response(`${request.headers.get("host")} ${await request.text()}`);
    },
  );
  const { port } = receiver.addr;
  const message = { headers: {}, body: "{}" };
  const trusting = openPoster({ guard, sockets: 1, resolve, ca: AUTHORITY });
  for (let round = 0; round < 2; round++) {
    const { status, body } = await trusting.post(`https://hooks.test:${port}/`, message);
    assert.deepEqual([status, body], [200, `hooks.test:${port} {}`]);
  }
  assert.equal(ports.size, 1, "over one connection");
  const other = await trusting.post(`https://other.test:${port}/`, message);
  assert.deepEqual([other.status, other.error], [null, "tls"], "another name");
  const strict = openPoster({ guard, sockets: 1, resolve });
  const unknown = await strict.post(`https://hooks.test:${port}/`, message);
  assert.deepEqual([unknown.status, unknown.error], [null, "tls"], "an authority that nobody knows");
  trusting.close();
  strict.close();
  await receiver.shutdown();
});
