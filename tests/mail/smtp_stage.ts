import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/**
 * What the server does with the next mail: `hang` says nothing to its recipient, `hold` nothing to its content; `drop` hangs up after
 * it has taken the content; `ponder` refuses the recipient once the test says so.
 */
export type SmtpTurn = "take" | "later" | "refuse" | "ponder" | "refuse_content" | "hang" | "hold" | "drop";

export interface SmtpStage {
  url: string;
  /** Turns to come; `take` when there are none. */
  script: SmtpTurn[];
  /** Whole mails that arrived, also those whose sender was not told so. */
  mails: ParsedMail[];
  /** How many it keeps waiting before their content. */
  hanging(): number;
  /** What it ponders is refused. */
  refuse(): void;
  /** Raw headers of the same. */
  raw: string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** A real SMTP server on a free port that misbehaves on command. */
export async function smtpStage(): Promise<SmtpStage> {
  const script: SmtpTurn[] = [];
  const mails: ParsedMail[] = [];
  const raw: string[] = [];
  const turns = new Map<string, SmtpTurn>();
  let hanging = 0;
  let refuse = () => {};
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    logger: false,
    closeTimeout: 100,
    onRcptTo(_address, session, done) {
      const turn = script.shift() ?? "take";
      turns.set(session.id, turn);
      if (turn === "hang") {
        hanging++;
        return;
      }
      const refused = () => done(answer(550, "5.1.1 No such mailbox <maria@example.com>"));
      if (turn === "ponder") {
        hanging++;
        refuse = refused;
        return;
      }
      if (turn === "later") return done(answer(451, "4.7.1 Greylisted <maria@example.com>, come back later"));
      if (turn === "refuse") return refused();
      done();
    },
    async onData(stream, session, done) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      const text = new TextDecoder().decode(join(chunks));
      const turn = turns.get(session.id);
      if (turn === "refuse_content") return done(answer(554, "5.7.1 Spam"));
      raw.push(text);
      mails.push(await simpleParser(text));
      if (turn === "hold") return;
      if (turn === "drop") return dropConnection(server, session.id);
      done();
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    script,
    mails,
    hanging: () => hanging,
    refuse: () => refuse(),
    raw,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function answer(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

function dropConnection(server: SMTPServer, id: string): void {
  for (const connection of server.connections) {
    if (connection.id === id) connection._socket.destroy();
  }
}

function join(chunks: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
