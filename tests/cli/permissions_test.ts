import assert from "node:assert/strict";
import { serverPermissions } from "../../src/cli/permissions.ts";
import { parseConfig } from "../../src/config.ts";

Deno.test("the server reaches the network, but not what hands out a machine's keys, and runs nothing", () => {
  const flags = serverPermissions(parseConfig({ PORT: "8000", DATA_DIR: "/srv/reparo" }), "/app");
  assert.ok(flags.includes("--deny-net=169.254.0.0/16,[fd00:ec2::254]"));
  assert.ok(flags.some((flag) => flag.startsWith("--allow-write=/srv/reparo")));
  assert.ok(!flags.some((flag) => /^(-A|--allow-all|--allow-run)/.test(flag)));
});
