import assert from "node:assert/strict";
import { SMTPServer } from "smtp-server";
import { openMailer, tryMailServer } from "../../src/mail/mailer.ts";
import { CERTIFICATE, KEY } from "../support/certificate.ts";

const PATIENCE_MS = 20_000;

/** A mail server that speaks TLS, at once or when it is asked to, under an authority that nobody knows. */
async function unknownServer(secure: boolean) {
  const heard: string[] = [];
  const server = new SMTPServer({
    secure,
    key: KEY,
    cert: CERTIFICATE,
    authOptional: true,
    logger: false,
    closeTimeout: 100,
    onAuth({ username }, _session, done) {
      heard.push(`sign-in of ${username}`);
      done(null, { user: username });
    },
    onMailFrom({ address }, _session, done) {
      heard.push(`mail from ${address}`);
      done();
    },
  });
  // What it says of clients that hang up is theirs.
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  assert.ok(typeof address === "object" && address);
  return {
    heard,
    host: `127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

for (const [scheme, how] of [["smtps", "from the start"], ["smtp", "by STARTTLS"]] as const) {
  Deno.test(`a mail server whose certificate nobody vouches for hears nothing, with TLS ${how}`, async () => {
    await using server = await unknownServer(scheme === "smtps");
    const url = `${scheme}://taller:clave@${server.host}`;
    await assert.rejects(tryMailServer(url, PATIENCE_MS), /UnknownIssuer|unable to verify|self.signed/i);
    const mailer = openMailer(url, { timeoutMs: PATIENCE_MS });
    const mail = {
      from: { name: "Taller", address: "taller@example.com" },
      to: { name: "Elsa", address: "elsa@example.com" },
      replyTo: null,
      subject: "Equipo listo",
      html: "<p>Listo</p>",
      text: "Listo",
      messageId: "<one@example.com>",
      thread: null,
      unsubscribeUrl: null,
      attachments: [],
      handingOver: () => Promise.resolve(),
    };
    await assert.rejects(mailer.send(mail), { name: "MailRefused" });
    await mailer.close();
    assert.deepEqual(server.heard, []);
  });
}
