/** Asks that address in each way that a server asks others, also where nobody listens, with what it tells of it kept short. */
import http from "node:http";
import { keepAddressesOut } from "../../src/monitoring/traces.ts";

const [address = "", nobody = ""] = Deno.args;
keepAddressesOut();
await (await fetch(address)).body?.cancel();
await new Promise<void>((resolve) => {
  http.get(address, (response) => response.resume().on("end", resolve));
});
await fetch(nobody).catch(() => {});
// Until it is killed: with traces on, Deno 2.9.6 may wait for ever as it ends.
setInterval(() => {}, 60_000);
