import assert from "node:assert/strict";
import { serverPermissions } from "../../src/cli/permissions.ts";
import { parseConfig } from "../../src/config.ts";

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
