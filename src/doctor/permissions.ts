import { z } from "zod";
import { serverPermissions } from "../cli/permissions.ts";
import type { Config, Variables } from "../config.ts";
import { ROOT_DIR } from "../root.ts";
import { type Facts, type Finding, finding, type FindingCode, FINDINGS } from "./finding.ts";

const told = z.array(z.object({
  code: z.custom<FindingCode>((code) => typeof code === "string" && Object.hasOwn(FINDINGS, code)),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
}));

const ENTRY = "src/doctor/trial.ts";

/** Tries, in a process with no other permissions than the server's, what the server needs: see `trial.ts`. */
export async function tryPermissions(config: Config, variables: Variables): Promise<Finding[]> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--node-modules-dir=manual",
      "--cached-only",
      ...serverPermissions(config, ROOT_DIR),
      `${ROOT_DIR}/${ENTRY}`,
    ],
    env: { ...given(variables), NO_COLOR: "1" },
  }).output();
  if (code !== 0) return [finding("permissions_fault", { reason: toldError(stderr) })];
  const findings = told.parse(JSON.parse(new TextDecoder().decode(stdout)));
  return [
    ...findings.map(({ code, facts }: { code: FindingCode; facts: Facts }) => finding(code, facts)),
    finding("permissions_ok"),
  ];
}

function given(variables: Variables): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter((one): one is [string, string] => !!one[1]));
}

function toldError(bytes: Uint8Array): string {
  const lines = new TextDecoder().decode(bytes).split("\n").map((line) => line.trim());
  return lines.find((line) => /error|denied|requires/i.test(line)) ?? lines.findLast((line) => line !== "") ??
    "";
}
