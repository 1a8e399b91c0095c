import assert from "node:assert/strict";
import { mayReach, type Resolve, urlRefusal } from "../../src/webhooks/address.ts";
import { parseNetworks } from "../../src/lib/networks.ts";
import { openPoster } from "../../src/webhooks/post.ts";
import { parseConfig } from "../../src/config.ts";
import { aReceiver } from "./receiver.ts";

const INTERNET = { allowed: null };

Deno.test("addresses of private and reserved networks are refused in every way of writing them", () => {
  const refused = [
    ...["0.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1"],
    ...["169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.170", "192.168.1.1", "198.18.0.1"],
    ...["198.51.100.1", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"],
    ...[
      "::",
      "::1",
      "::127.0.0.1",
      "::ffff:10.0.0.1",
      "::ffff:169.254.169.254",
      "::ffff:7f00:1",
      "::ffff:8.8.8.8",
    ],
    ...["64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:c0a8:101::1", "2001:0:4136:e378::1"],
    ...[
      "fc00::1",
      "fd00:ec2::254",
      "fdaa::3",
      "fe80::1",
      "fec0::1",
      "ff02::1",
      "2001:db8::1",
      "3fff::1",
      "100::1",
    ],
  ];
  for (const address of refused) assert.equal(mayReach(address, INTERNET), false, address);
  for (
    const address of ["8.8.8.8", "1.1.1.1", "100.63.0.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::8"]
  ) {
    assert.equal(mayReach(address, INTERNET), true, address);
  }
  for (const text of ["", "x", "1.2.3", "fe80::1%eth0"]) assert.equal(mayReach(text, INTERNET), false, text);
});

Deno.test("what is allowed is what the configuration names", () => {
  const lan = { allowed: parseNetworks("10.1.0.0/16, fd12::/16") };
  assert.equal(mayReach("10.1.2.3", lan), true);
  assert.equal(mayReach("10.2.2.3", lan), false);
  assert.equal(mayReach("fd12::7", lan), true);
  assert.equal(mayReach("fdaa::7", lan), false);
  assert.equal(urlRefusal("http://10.1.2.3/", lan), null);
  assert.equal(urlRefusal("http://8.8.8.8/", lan), "url_private", "without TLS to allowed networks alone");
  assert.throws(() => parseConfig({ WEBHOOK_ALLOWED_NETWORKS: "10.0.0.0/33" }), /WEBHOOK_ALLOWED_NETWORKS/);
  assert.throws(() => parseConfig({ WEBHOOK_ALLOWED_NETWORKS: "lan" }), /WEBHOOK_ALLOWED_NETWORKS/);
});

Deno.test("names of inner networks, and addresses written as figures, are refused by their text", () => {
  const refused = [
    ...["https://localhost/", "https://a.localhost/", "https://reparo.internal/", "https://app.flycast/"],
    ...[
      "https://metadata.google.internal./",
      "https://nas.local/",
      "https://router.lan/",
      "https://intranet/",
    ],
    ...[
      "https://0x7f.1/",
      "https://017700000001/",
      "https://2130706433/",
      "https://127.1/",
      "https://[::ffff:a00:1]/",
    ],
    ...["https://①②⑦.0.0.1/", "https://127。0。0。1/"],
  ];
  for (const url of refused) assert.equal(urlRefusal(url, INTERNET), "url_private", url);
  assert.equal(urlRefusal("https://hooks.example.com:8443/a?b=c", INTERNET), null);
});

Deno.test("a name that has one private address is not followed to any", async () => {
  await using receiver = await aReceiver();
  const { port } = new URL(receiver.url);
  const answers = [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::ffff:127.0.0.1"]];
  let asked = 0;
  const resolve: Resolve = () => {
    const addresses = answers[asked++] ?? [];
    return Promise.resolve(addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })));
  };
  const poster = openPoster({ guard: INTERNET, sockets: 1, resolve, timeoutMs: 2_000 });
  for (const addresses of answers) {
    const { error, status } = await poster.post(`https://rebind.example:${port}/`, {
      headers: {},
      body: "{}",
    });
    assert.deepEqual([error, status], ["private", null], addresses.join());
  }
  assert.equal(asked, 3);
  poster.close();
  assert.equal(receiver.requests.length, 0);
});

Deno.test("the connection goes to the very address that was judged", async () => {
  await using receiver = await aReceiver();
  const { port } = new URL(receiver.url);
  const guard = { allowed: parseNetworks("127.0.0.1") };
  let asked = 0;
  const resolve: Resolve = () => {
    asked++;
    return Promise.resolve([{ address: asked === 1 ? "127.0.0.1" : "10.0.0.1", family: 4 }]);
  };
  const poster = openPoster({ guard, sockets: 1, resolve, timeoutMs: 2_000 });
  const url = `http://hooks.example:${port}/`;
  assert.equal((await poster.post(url, { headers: {}, body: "{}" })).status, 204);
  assert.equal(asked, 1);
  assert.equal(receiver.requests[0]?.headers.host, `hooks.example:${port}`);
  poster.close();
  const again = openPoster({ guard, sockets: 1, resolve, timeoutMs: 2_000 });
  assert.equal((await again.post(url, { headers: {}, body: "{}" })).error, "private");
  again.close();
});
