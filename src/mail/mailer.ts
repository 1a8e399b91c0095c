import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import {
  answerOf,
  errorCode,
  isBounce,
  isPermanent,
  type Mailer,
  MailRefused,
  type Outgoing,
} from "./sending.ts";

const TIMEOUT_MS = 30_000;
/** Connections that stay open. */
const POOL = 5;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

/** By which a domain signs its mails. */
export interface DkimKey {
  domainName: string;
  keySelector: string;
  /** PEM. */
  privateKey: string;
}

/**
 * The only user of nodemailer, which is loaded with the first mail. `smtps:` is TLS from the start; `smtp:` upgrades where the
 * server offers it, and must before it hears a password. Certificates are always verified.
 */
export function openMailer(
  url: string,
  { timeoutMs = TIMEOUT_MS, dkim }: { timeoutMs?: number; dkim?: DkimKey } = {},
): Mailer {
  let transport: ReturnType<typeof connect> | null = null;
  /** What is under way by its Message-ID, and whether the server has been given the last byte. */
  const underWay = new Map<string, UnderWay>();

  async function connect() {
    const { createTransport } = await import("nodemailer");
    const opened = createTransport({
      pool: true,
      ...serverOf(url),
      ...limits(timeoutMs),
      ...(dkim && { dkim }),
    });
    opened.use("stream", (mail, done) => {
      const own = underWay.get(mail.data.messageId ?? "");
      const read = mail.message.createReadStream.bind(mail.message);
      if (own) mail.message.createReadStream = (options) => holdingBack(read(options), own);
      done();
    });
    return opened;
  }

  return {
    async send(mail: Outgoing) {
      transport ??= connect();
      const opened = await transport;
      const begun = performance.now();
      const own = { mail, handedOver: false };
      underWay.set(mail.messageId, own);
      try {
        const { response } = await within(timeoutMs * 2, opened.sendMail(messageOf(mail)));
        return { answer: response, durationMs: Math.round(performance.now() - begun) };
      } catch (error) {
        throw new MailRefused(errorCode(error), {
          permanent: isPermanent(error),
          bounced: isBounce(error),
          unsure: own.handedOver && answerOf(error) === "",
          durationMs: Math.round(performance.now() - begun),
          cause: error,
        });
      } finally {
        underWay.delete(mail.messageId);
      }
    },
    async close() {
      (await transport)?.close();
    },
  };
}

/** Connects, greets and signs in, and sends nothing. @throws what the server, or the way to it, says */
export async function tryMailServer(url: string, timeoutMs: number): Promise<void> {
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({ ...serverOf(url), ...limits(timeoutMs) });
  try {
    await within(timeoutMs * 2, transport.verify());
  } finally {
    transport.close();
  }
}

function limits(timeoutMs: number) {
  return {
    maxConnections: POOL,
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

function messageOf(mail: Outgoing) {
  const { from, to, replyTo, subject, html, text, messageId, thread, unsubscribeUrl, attachments } = mail;
  return {
    from,
    to,
    ...(replyTo === null ? {} : { replyTo }),
    subject,
    html,
    text,
    messageId,
    ...(thread === null ? {} : { references: thread, inReplyTo: thread }),
    headers: {
      "Auto-Submitted": "auto-generated",
      ...(unsubscribeUrl !== null && {
        "List-Unsubscribe": `<${unsubscribeUrl}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      }),
    },
    attachments: attachments.map(({ name, type, contentId, bytes }) => ({
      filename: name,
      contentType: type,
      content: Buffer.from(bytes),
      ...(contentId !== "" && { cid: contentId, contentDisposition: "inline" as const }),
    })),
  };
}

interface UnderWay {
  mail: Outgoing;
  handedOver: boolean;
}

/** Read as the server takes it; the end waits until it is noted that the server has the rest. */
function holdingBack(content: Readable, own: UnderWay): Readable {
  async function* held() {
    let last: Uint8Array | null = null;
    for await (const chunk of content) {
      if (last) yield last;
      last = chunk;
    }
    await own.mail.handingOver();
    own.handedOver = true;
    if (last) yield last;
  }
  return Readable.from(held(), { objectMode: false, highWaterMark: 1 });
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
