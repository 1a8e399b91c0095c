import assert from "node:assert/strict";
import { seededRandom } from "../../src/lib/random.ts";
import { EVENTS } from "../../src/events/payloads.ts";
import { newSecret, signedHeaders, signingKey } from "../../src/webhooks/signing.ts";

const document = await Deno.readTextFile(new URL("../../docs/webhooks.md", import.meta.url));

Deno.test("the document tells of every event, when it happens and what it carries", () => {
  for (const [type, { summary, example }] of Object.entries(EVENTS)) {
    const names = Object.keys(example).map((name) => `\`${name}\``).join(", ");
    assert.ok(document.includes(`| \`${type}\` | ${summary} | ${names} |`), type);
  }
});

Deno.test("the shell of the document tells a genuine body from a forged one", async () => {
  const script = /```sh\n(key=[^]+?)```/.exec(document)?.[1] ?? "";
  const secret = newSecret(seededRandom(7));
  const body = JSON.stringify({ type: "client.created", data: { ñ: "á" } });
  const headers = signedHeaders({ id: "a-1", timestamp: 1_795_000_000, body }, [
    signingKey("k".repeat(32), secret),
    signingKey("k".repeat(32), newSecret(seededRandom(8))),
  ]);
  const dir = await Deno.makeTempDir();
  try {
    for (const [text, expected] of [[body, "genuine"], [body.replace("á", "é"), "forged"]] as const) {
      await Deno.writeTextFile(`${dir}/body.json`, text);
      const env = {
        WEBHOOK_SECRET: secret,
        id: headers["webhook-id"],
        timestamp: headers["webhook-timestamp"],
        signature: headers["webhook-signature"],
      };
      const { stdout } = await new Deno.Command("sh", { args: ["-c", script], cwd: dir, env }).output();
      assert.equal(new TextDecoder().decode(stdout).trim(), expected);
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
