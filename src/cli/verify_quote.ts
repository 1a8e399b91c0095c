import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { fingerprint, sealerOf } from "../lib/seal.ts";
import type { Evidence } from "../quotes/evidence.ts";
import { type Check, CHECKS, verifyCertificate } from "../quotes/verify.ts";
import { readSecretKey } from "../secret_key.ts";

const HELP = `deno task verify-quote FILE [--key KEY …] [--json]

Tells whether the certificate of an answer to a quote is genuine and unaltered. Works offline, without a database.

  --key   a public key, or its fingerprint as the certificate and Administration, Certificates show it. Without one the
          shop's own is taken, from SECRET_KEY or DATA_DIR/secret.key
  --json  one JSON object: { genuine, checks, key, evidence }

Exit codes: 0 genuine, 1 not, or it cannot be told.`;

const SAID: Record<Check, string> = {
  seal: "the file carries a seal",
  key: "the seal was made with a key that is trusted",
  bytes: "not a byte of the file has changed since it was sealed",
  evidence: "text and amounts are those that were sealed with the answer",
  signature: "the picture of the signature is the one that was drawn",
};

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: string[]): Promise<number> {
  try {
    const { values, positionals: [file, ...rest] } = parseArgs({
      args,
      options: {
        key: { type: "string", multiple: true },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
      allowPositionals: true,
    });
    if (values.help || file === undefined || rest.length > 0) {
      console.log(HELP);
      return values.help ? 0 : 1;
    }
    return await verify(file, { keys: values.key ?? await ownKeys(), json: values.json === true });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function verify(file: string, { keys, json }: { keys: string[]; json: boolean }): Promise<number> {
  const trusted = keys.map((key) => key.replaceAll(" ", ""));
  const trusts = (key: string) =>
    trusted.includes(key) || trusted.includes(fingerprint(key).replaceAll(" ", ""));
  const { genuine, checks, evidence, publicKey } = await verifyCertificate(await Deno.readFile(file), trusts);
  if (json) {
    console.log(JSON.stringify({ genuine, checks, key: publicKey, evidence }));
    return genuine ? 0 : 1;
  }
  console.log(file);
  for (const check of CHECKS) console.log(`  ${marked(checks[check])}  ${SAID[check]}`);
  if (publicKey) console.log(`  key of the seal: ${fingerprint(publicKey)}`);
  if (trusted.length === 0) {
    console.log("  no key to compare with: set DATA_DIR or SECRET_KEY, or give --key");
  }
  if (evidence) console.log(`  it says: ${told(evidence)}`);
  console.log(genuine ? "GENUINE" : "NOT GENUINE");
  return genuine ? 0 : 1;
}

async function ownKeys(): Promise<string[]> {
  const secret = await readSecretKey(readConfig());
  return secret === null ? [] : [sealerOf(secret).publicKey];
}

function marked(ok: boolean | null): string {
  return ok === null ? "-- " : ok ? "yes" : "NO ";
}

function told({ decision, order, quote }: Evidence): string {
  const total = quote.totals.find(({ option }) => option === decision.option)?.total_minor;
  return [
    `quote ${quote.revision} of order ${order.number}${decision.option && `, option ${decision.option},`}`,
    `${decision.made} by ${decision.who || "the shop"} at ${decision.at}`,
    ...(decision.made === "approved" ? [`for ${total} minor units of ${quote.currency}`] : []),
  ].join(" ");
}
