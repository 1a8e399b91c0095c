import { Buffer } from "node:buffer";
import { errorCode, isPermanent, type Mailer, MailRefused, type Outgoing } from "./sending.ts";

const TIMEOUT_MS = 30_000;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

/**
 * The only user of nodemailer, which is loaded with the first mail. `smtps:` is TLS from the start; `smtp:` upgrades where the
 * server offers it, and must before it hears a password. Certificates are always verified.
 */
export function openMailer(url: string, { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {}): Mailer {
  let transport: ReturnType<typeof connect> | null = null;

  async function connect() {
    const { createTransport } = await import("nodemailer");
    return createTransport({ pool: true, ...serverOf(url), ...limits(timeoutMs) });
  }

  return {
    async send(mail: Outgoing) {
      transport ??= connect();
      const opened = await transport;
      try {
        await within(timeoutMs * 2, opened.sendMail(messageOf(mail)));
      } catch (error) {
        throw new MailRefused(errorCode(error), { permanent: isPermanent(error), cause: error });
      }
    },
    async close() {
      (await transport)?.close();
    },
  };
}

function limits(timeoutMs: number) {
  return {
    maxConnections: 2,
    maxMessages: 100,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function serverOf(url: string) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === "smtps:";
  const auth = username === ""
    ? undefined
    : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && auth !== undefined && !LOOPBACK.test(hostname),
    ...(auth ? { auth } : {}),
  };
}

function messageOf({ from, to, replyTo, subject, html, text, messageId, attachments }: Outgoing) {
  return {
    from,
    to,
    ...(replyTo === null ? {} : { replyTo }),
    subject,
    html,
    text,
    messageId,
    headers: { "Auto-Submitted": "auto-generated" },
    attachments: attachments.map(({ name, type, contentId, bytes }) => ({
      filename: name,
      contentType: type,
      content: Buffer.from(bytes),
      ...(contentId !== "" && { cid: contentId, contentDisposition: "inline" as const }),
    })),
  };
}

/** A server that drips forever resets every socket timeout, but not this one. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error("The mail server took too long"), { code: "ETIMEDOUT" })),
      ms,
    );
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
