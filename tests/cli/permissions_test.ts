import assert from "node:assert/strict";
import { serverPermissions } from "../../src/cli/permissions.ts";
import { parseConfig } from "../../src/config.ts";
import { readGraph } from "../rules/graph.ts";

Deno.test("the server reaches the network, but not what hands out a machine's keys, and runs nothing", () => {
  const flags = serverPermissions(parseConfig({ PORT: "8000", DATA_DIR: "/srv/reparo" }), "/app");
  assert.ok(flags.includes("--deny-net=169.254.0.0/16,[fd00:ec2::254]"));
  assert.ok(flags.some((flag) => flag.startsWith("--allow-write=/srv/reparo")));
  assert.ok(!flags.some((flag) => /^(-A|--allow-all|--allow-run)/.test(flag)));
  const named = { BACKUP_PG_DUMP: "/usr/bin/pg_dump", BACKUP_DIR: "/mnt/backups" };
  const more = serverPermissions(parseConfig({ DATA_DIR: "/srv/reparo", ...named }), "/app");
  assert.ok(more.includes("--allow-run=/usr/bin/pg_dump,/usr/bin/pg_restore"), "but what the owner names");
  const signs = serverPermissions(parseConfig({ DKIM_KEY_FILE: "/etc/reparo/dkim.pem" }), "/app");
  assert.ok(
    signs.some((flag) => /^--allow-read=.*,\/etc\/reparo\/dkim\.pem$/.test(flag)),
    "reads the key that signs",
  );
  assert.ok(more.includes("--allow-write=/srv/reparo,/srv/reparo/,/mnt/backups"), more.join(" "));
});

Deno.test("the server may read what its threads load, and nothing else of its sources but their data", async () => {
  const flags = serverPermissions(parseConfig({}), "/app");
  const readable = flags.find((flag) => flag.startsWith("--allow-read="))?.split(/[=,]/) ?? [];
  const { files } = await readGraph();
  const loaded = new Set(["src/backups/backup_worker.ts", "src/db/embedded/copy_worker.ts"]);
  // A set may grow while it is walked.
  for (const file of loaded) {
    for (const to of files.get(file)?.code ?? []) if (files.has(to)) loaded.add(to);
  }
  const hidden = [...loaded].filter((file) => !readable.some((one) => `/app/${file}`.startsWith(one)));
  assert.deepEqual(hidden, []);
  assert.ok(loaded.size > 5 && !readable.includes("/app/src"), [...loaded].join());
});
