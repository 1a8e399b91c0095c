import assert from "node:assert/strict";
import { openSecretBox, SecretUnreadable } from "../../src/lib/secret_box.ts";

const KEY = "una clave de prueba de más de treinta y dos caracteres";
const STORED = "v1.AAECAwQFBgcICQoLUgTZNDPABdwT4DLePtuAP_WM4PI";
const counting = (bytes: Uint8Array<ArrayBuffer>) => bytes.map((_, index) => index);

Deno.test("what is sealed opens again under the same context", async () => {
  const box = await openSecretBox(KEY);
  const sealed = await box.seal("patrón 1-2-5-8 ñ 📱", "device_secret:1");
  assert.match(sealed, /^v1\.[A-Za-z0-9_-]+$/);
  assert.equal(await box.open(sealed, "device_secret:1"), "patrón 1-2-5-8 ñ 📱");
});

Deno.test("the same text never seals to the same value", async () => {
  const box = await openSecretBox(KEY);
  assert.notEqual(await box.seal("1234", "device_secret:1"), await box.seal("1234", "device_secret:1"));
});

Deno.test("a secret moved to another record does not open", async () => {
  const box = await openSecretBox(KEY);
  const sealed = await box.seal("1234", "device_secret:1");
  await assert.rejects(box.open(sealed, "device_secret:2"), SecretUnreadable);
});

Deno.test("a secret sealed under another key does not open", async () => {
  const sealed = await (await openSecretBox(KEY)).seal("1234", "device_secret:1");
  await assert.rejects((await openSecretBox(KEY + "x")).open(sealed, "device_secret:1"), SecretUnreadable);
});

Deno.test("every altered byte is noticed", async () => {
  const box = await openSecretBox(KEY, counting);
  const sealed = await box.seal("1234", "device_secret:1");
  const bytes = Uint8Array.fromBase64(sealed.slice(3), { alphabet: "base64url" });
  for (let at = 0; at < bytes.length; at++) {
    const forged = bytes.with(at, (bytes[at] ?? 0) ^ 1).toBase64({
      alphabet: "base64url",
      omitPadding: true,
    });
    await assert.rejects(box.open(`v1.${forged}`, "device_secret:1"), SecretUnreadable, `byte ${at}`);
  }
});

Deno.test("an unknown version, rubbish and nothing are unreadable, not a crash", async () => {
  const box = await openSecretBox(KEY);
  for (const text of ["", "v1.", "v1.AAAA", "v2.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "v1.ñ%"]) {
    await assert.rejects(box.open(text, "device_secret:1"), SecretUnreadable, text);
  }
});

Deno.test("the sealed form is stable, so that old rows stay readable", async () => {
  const box = await openSecretBox(KEY, counting);
  assert.equal(await box.seal("1234", "device_secret:1"), STORED);
  assert.equal(await box.open(STORED, "device_secret:1"), "1234");
});

Deno.test("a mac verifies its own text and no other", async () => {
  const box = await openSecretBox(KEY);
  const mac = await box.mac("orden S01-000052");
  assert.match(mac, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(await box.verify("orden S01-000052", mac), true);
  assert.equal(await box.verify("orden S01-000053", mac), false);
  assert.equal(await box.verify("orden S01-000052", mac.slice(0, -1)), false);
  assert.equal(await box.verify("orden S01-000052", "no es base64url %"), false);
});

Deno.test("a short key is refused at once", async () => {
  await assert.rejects(openSecretBox("corta"), RangeError);
});
