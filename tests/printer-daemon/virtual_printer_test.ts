import assert from "node:assert/strict";
import { inShop, until } from "./shop.ts";
import { zplOf } from "./poll_server.ts";

Deno.test("the virtual printer confirms its labels and leaves each in its folder, once", async () => {
  await inShop(
    { entry: { connection: { type: "virtual", dir: "labels" } } },
    async ({ server, dir, untilJob }) => {
      server.forgetful = true;
      server.offer({ id: "j1" });
      server.offer({ id: "j2", copies: 3 });
      await untilJob("j1", "printed");
      await untilJob("j2", "printed");
      await until(() => server.printer("mostrador")?.ok === true, () => "not ok");
      const files = [...Deno.readDirSync(`${dir}/labels`)].map(({ name }) => name).sort();
      assert.equal(files.length, 2);
      assert.match(files[0] ?? "", /^\d{4}-\d{2}-\d{2}T.*Z-j1\.zpl$/);
      assert.equal(Deno.readTextFileSync(`${dir}/labels/${files[0]}`), zplOf("j1").trim());
      assert.equal(server.hellos[0]?.printers[0]?.kind, "virtual");
      assert.equal(server.jobs.get("j2")?.events.at(-1)?.evidence?.odoAfter, 4);
    },
  );
});

Deno.test("a folder that cannot be written is a fault of the printer, and its label waits", async () => {
  await inShop(
    { entry: { connection: { type: "virtual", dir: "/dev/null/labels" } } },
    async ({ server, untilJob }) => {
      server.offer({ id: "j1" });
      await untilJob("j1", "custody");
      await until(() => server.printer("mostrador")?.reason === "write_failed", () => "no write_failed");
      assert.equal(server.jobs.get("j1")?.state, "custody");
    },
  );
});
