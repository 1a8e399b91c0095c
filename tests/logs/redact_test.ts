import assert from "node:assert/strict";
import { redact, REDACTED, redactText } from "../../src/logs/redact.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { newToken } from "../../src/tokens/token.ts";

const SECRETS: Record<keyof typeof REDACTED, readonly string[]> = {
  token: [
    "Bearer abcdef0123456789",
    "Basic YW5hOnNlY3JldG8=",
    newToken(systemRandom),
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "sk_live_51HG8vDKj2xPmVnRoqYcNy0Zy",
    "APP_USR-7216356488031462-112710-aa",
    "AGE-SECRET-KEY-1QJEPQJEPQJEPQJEPQJEPQJEPQ",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
    "k3Jx9Qp-2LmVt7WzR4sYbA",
    "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
  ],
  card: ["4111 1111 1111 1111", "5555-5555-5555-4444", "378282246310005"],
  email: ["ana@example.com", "josé.núñez+taller@correo.com.ar"],
  phone: ["+54 9 11 4321-0000", "(011) 4321-0000", "+56912345678", "1143210000", "11 4321 0000"],
  nationalId: [
    "20-12345678-3",
    "123.456.789-09",
    "12.345.678-5",
    "12.345.678",
    "12345678Z",
    "BADD110313HCMLNS09",
    "078-05-1120",
  ],
  secret: [],
  personal: [],
};

Deno.test("each kind of secret and personal data is left out of a text, wherever it stands in it", () => {
  for (const [type, found] of Object.entries(SECRETS)) {
    for (const one of found) {
      for (const text of [one, `refused for ${one}, again`, `{"value":"${one}"}`, `(${one})`]) {
        const told = redactText(text);
        assert.ok(!told.includes(one), `${type}: ${text} → ${told}`);
        assert.ok(told.includes(REDACTED[type as keyof typeof REDACTED]), `${type}: ${text} → ${told}`);
      }
    }
  }
  for (
    const [text, secret] of [
      ["smtp://taller:s3creta!@mail.example.com:587", "s3creta!"],
      ["password=hunter22&x=1", "hunter22"],
      ["GET /x?token=abcd1234 failed", "abcd1234"],
      ["Cookie: sid=abc123def456", "abc123def456"],
    ] as const
  ) assert.ok(!redactText(text).includes(secret), text);
});

Deno.test("what makes a line useful stays as it is", () => {
  for (
    const text of [
      "01934c7e-8a2b-7c3d-9e4f-123456789012",
      "2026-11-27T10:23:05.161Z",
      "2026-11-27 10:23",
      "192.168.100.200",
      "S01-000052",
      "/ordenes/:number{[A-Z0-9]{3}-\\d+}/fotos/:id",
      "at recordPaymentOfOrderAndItsEvents (file:///srv/reparo/src/payments/entries.ts:123:45)",
      "SQLITE_BUSY: database is locked (5)",
      "send_message",
      "UNIQUE constraint failed: setting.branch_id, setting.key",
      "took 12345 ms",
    ]
  ) assert.equal(redactText(text), text);
});

Deno.test("a field is left out by its name too, however deep it lies", () => {
  const cyclic: Record<string, unknown> = { kind: "loop" };
  cyclic.self = cyclic;
  const told = JSON.stringify(redact({
    password: "corta",
    nested: { sessionId: "x1", headers: [{ Authorization: "y2" }], client_name: "Ana María", tax_id: "z3" },
    pin: 1234,
    error: new Error("no route to ana@example.com"),
    cyclic,
    status: 200,
    admin: true,
    token_missing: false,
  }));
  for (const gone of ["corta", "x1", "y2", "Ana", "z3", "1234", "@example"]) {
    assert.ok(!told.includes(gone), gone);
  }
  assert.match(told, /"status":200,"admin":true,"token_missing":false/);
  assert.match(redactText("x".repeat(20_000)), /^x{8000}… \[20000\]$/);
});
