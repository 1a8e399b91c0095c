import { readBuild } from "../cli/build.ts";
import { type Finding, finding } from "./finding.ts";

/** With which everything was tried, as `package.json` and `Dockerfile` have it. */
export const DENO_VERSION = "2.9.6";

/** Another patch of the same line does; an older line lacks what is used. */
export function lookAtDeno(version: string = Deno.version.deno): Finding {
  const facts = { version, wanted: DENO_VERSION };
  const [major = 0, minor = 0] = numbers(version);
  const [wantedMajor = 0, wantedMinor = 0] = numbers(DENO_VERSION);
  if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor)) {
    return finding("deno_old", facts);
  }
  return finding(version === DENO_VERSION ? "deno_ok" : "deno_other", facts);
}

export async function lookAtBuild(): Promise<Finding> {
  const build = await readBuild();
  return finding(`build_${build}`);
}

function numbers(version: string): number[] {
  return version.split(".").map(Number);
}
