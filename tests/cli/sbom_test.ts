import assert from "node:assert/strict";
import { billOfMaterials } from "../../src/cli/sbom.ts";
import { ROOT } from "../rules/graph.ts";

interface Component {
  name: string;
  group?: string;
  version: string;
  purl: string;
  hashes: { alg: string; content: string }[];
  licenses?: unknown[];
}

Deno.test("the bill of materials has each locked package with version, purl and integrity, and the licence of those here", async () => {
  const { npm } = JSON.parse(await Deno.readTextFile(new URL("deno.lock", ROOT)));
  const bom = JSON.parse(await billOfMaterials());
  assert.deepEqual([bom.bomFormat, bom.specVersion, bom.metadata.component.name], [
    "CycloneDX",
    "1.6",
    "reparo",
  ]);
  const components: Component[] = bom.components;
  const told = components.map(({ group, name, version, hashes: [hash] }) =>
    `${group ? `${group}/` : ""}${name}@${version} ${hash?.alg} ${hash?.content}`
  );
  const locked = Object.entries<{ integrity: string }>(npm).map(([key, { integrity }]) =>
    `${/^@?[^@]+@[^_]+/.exec(key)} SHA-512 ${Uint8Array.fromBase64(integrity.replace("sha512-", "")).toHex()}`
  );
  assert.deepEqual(told.toSorted(), locked.toSorted());
  const sharp = components.find(({ name }) => name === "sharp");
  assert.match(sharp?.purl ?? "", /^pkg:npm\/sharp@\d/);
  assert.deepEqual(sharp?.licenses, [{ license: { id: "Apache-2.0" } }]);
  assert.ok(components.some(({ purl }) => purl.startsWith("pkg:npm/%40libsql/client@")));
  const needs = new Map<string, string[]>(
    bom.dependencies.map((one: { ref: string; dependsOn?: string[] }) => [one.ref, one.dependsOn ?? []]),
  );
  assert.ok(needs.get("reparo")?.some((ref) => ref.startsWith("hono@")));
  assert.ok(
    [...needs].some(([ref, on]) =>
      ref.startsWith("@libsql/client@") && on.some((one) => one.startsWith("libsql@"))
    ),
  );
  assert.equal(await billOfMaterials(), await billOfMaterials(), "the same each time");
});
