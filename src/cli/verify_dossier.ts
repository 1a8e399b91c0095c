import { parseArgs } from "node:util";
import { type KeyFault, keyFault, type PublishedKey } from "../dossier/key.ts";
import { keysIn } from "../dossier/keys_file.ts";
import { DOSSIER_CHECKS, type DossierCheck, verifyDossier } from "../dossier/verify.ts";
import { fingerprint } from "../lib/seal.ts";

const HELP = `deno task verify-dossier FILE [--keys FILE] [--key KEY …] [--json]

Tells whether the signed file of an order is genuine and unaltered. Works offline, without a database.

  --keys  the shop's keys with their times, llaves.json of Administración, Constancias
  --key   a public key, or its fingerprint as that page shows it; counts whenever the file was made
  --json  one JSON object: { genuine, checks, publicKey, keyFault, says }

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
        keys: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
      allowPositionals: true,
    });
    if (values.help || file === undefined || rest.length > 0) {
      console.log(HELP);
      return values.help ? 0 : 1;
    }
    const published = values.keys === undefined ? [] : keysIn(await Deno.readTextFile(values.keys));
    return await verify(file, { keys: values.key, published, json: values.json === true });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

const FAULTS: Record<KeyFault, string> = {
  unknown: "it is none of the keys that are trusted",
  retired: "the shop had put another key in its place before the file says that it was made",
  leaked: "it may have been in wrong hands when the file says that it was made",
};

interface Trusted {
  keys: string[];
  published: PublishedKey[];
  json: boolean;
}

async function verify(file: string, { keys, published, json }: Trusted): Promise<number> {
  const trusted = keys.map((key) => key.replaceAll(" ", ""));
  const isTrusted = (key: string) =>
    trusted.includes(key) || trusted.includes(fingerprint(key).replaceAll(" ", ""));
  const verdict = await verifyDossier(file, (signed) => {
    const fault = keyFault(published, signed);
    return fault === "unknown" && isTrusted(signed.publicKey) ? null : fault;
  });
  const { genuine, checks, publicKey, says } = verdict;
  if (json) {
    console.log(JSON.stringify(verdict));
    return genuine ? 0 : 1;
  }
  console.log(file);
  for (const check of DOSSIER_CHECKS) console.log(`  ${marked(checks[check])}  ${SAID[check]}`);
  if (publicKey) console.log(`  key inside: ${fingerprint(publicKey)}`);
  if (trusted.length + published.length === 0) console.log("  no key to compare with: give --keys or --key");
  else if (verdict.keyFault) console.log(`  ${FAULTS[verdict.keyFault]}`);
  if (says) console.log(`  it says: order ${says.order}, taken by ${says.madeBy} at ${says.madeAt}`);
  console.log(genuine ? "GENUINE" : "NOT GENUINE");
  return genuine ? 0 : 1;
}

function marked(ok: boolean | null): string {
  return ok === null ? "-- " : ok ? "yes" : "NO ";
}
