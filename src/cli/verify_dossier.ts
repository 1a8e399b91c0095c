import { parseArgs } from "node:util";
import { DOSSIER_CHECKS, type DossierCheck, verifyDossier } from "../dossier/verify.ts";
import { fingerprint } from "../lib/seal.ts";

const HELP = `deno task verify-dossier FILE --key KEY [--key KEY …] [--json]

Tells whether the signed file of an order is genuine and unaltered. Works offline, without a database.

  --key   a public key, or its fingerprint as Administración, Constancias shows it
  --json  one JSON object: { genuine, checks, publicKey, says }

Exit codes: 0 genuine, 1 not, or it cannot be told.`;

const SAID: Record<DossierCheck, string> = {
  entries: "the ZIP is whole and holds the four files of a dossier, and nothing else",
  key: "it was signed with a key that is trusted",
  signature: "not a byte of the JSON has changed since it was signed",
  canonical: "the JSON is written in the one way in which it can be",
  pdf: "not a byte of the PDF has changed: its hash is the one that was signed",
};

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: string[]): Promise<number> {
  try {
    const { values, positionals: [file, ...rest] } = parseArgs({
      args,
      options: {
        key: { type: "string", multiple: true, default: [] },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
      allowPositionals: true,
    });
    if (values.help || file === undefined || rest.length > 0) {
      console.log(HELP);
      return values.help ? 0 : 1;
    }
    return await verify(file, { keys: values.key, json: values.json === true });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function verify(file: string, { keys, json }: { keys: string[]; json: boolean }): Promise<number> {
  const trusted = keys.map((key) => key.replaceAll(" ", ""));
  const verdict = await verifyDossier(
    file,
    (key) => trusted.includes(key) || trusted.includes(fingerprint(key).replaceAll(" ", "")),
  );
  const { genuine, checks, publicKey, says } = verdict;
  if (json) {
    console.log(JSON.stringify(verdict));
    return genuine ? 0 : 1;
  }
  console.log(file);
  for (const check of DOSSIER_CHECKS) console.log(`  ${marked(checks[check])}  ${SAID[check]}`);
  if (publicKey) console.log(`  key inside: ${fingerprint(publicKey)}`);
  if (trusted.length === 0) console.log("  no key to compare with: give --key");
  if (says) console.log(`  it says: order ${says.order}, taken by ${says.madeBy} at ${says.madeAt}`);
  console.log(genuine ? "GENUINE" : "NOT GENUINE");
  return genuine ? 0 : 1;
}

function marked(ok: boolean | null): string {
  return ok === null ? "-- " : ok ? "yes" : "NO ";
}
