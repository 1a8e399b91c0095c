import net from "node:net";

export interface Received {
  headers: Record<string, string>;
  body: string;
  /** `performance.now()`. */
  at: number;
  /** Which of the receiver's connections it came by, 1 for the first. */
  connection: number;
}

/** What a receiver does with a request: an answer as it goes over the wire, or whatever else with the socket. */
export type Manner = (socket: net.Socket, request: Received, n: number) => void;

export interface Receiver {
  url: string;
  requests: Received[];
  /** May be changed at any time. */
  manner: Manner;
  [Symbol.asyncDispose](): Promise<void>;
}

export function answering(status: number, headers: Record<string, string> = {}, body = ""): Manner {
  const lines = Object.entries({ "content-length": String(body.length), ...headers }).map(([name, value]) =>
    `${name}: ${value}\r\n`
  );
  return (socket) => void socket.write(`HTTP/1.1 ${status} X\r\n${lines.join("")}\r\n${body}`);
}

export const hanging: Manner = () => {};
/** The first line of an answer that never ends, byte by byte. */
export const dripping: Manner = (socket) => {
  const line = "HTTP/1.1 204 No Content of any kind whatsoever";
  let at = 0;
  const drip = setInterval(() => socket.write(line[at++ % line.length] ?? ""), 100);
  socket.on("close", () => clearInterval(drip));
};
/** Says yes, with 100 MB. */
export const flooding: Manner = (socket) => {
  socket.write("HTTP/1.1 200 OK\r\ncontent-length: 104857600\r\n\r\n");
  const block = "x".repeat(65_536);
  const more = () => {
    while (!socket.destroyed && socket.write(block));
  };
  socket.on("drain", more);
  more();
};
export const resetting: Manner = (socket) => void socket.destroy();

/** A server of another program, of bare sockets so that it can misbehave. */
export async function aReceiver(manner: Manner = answering(204)): Promise<Receiver> {
  const sockets = new Set<net.Socket>();
  let connections = 0;
  const server = net.createServer((socket) => {
    const connection = ++connections;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    let unread = "";
    socket.on("data", (chunk) => {
      unread += chunk;
      for (let found = readRequest(unread); found; found = readRequest(unread)) {
        unread = found.rest;
        const { headers, body } = found;
        const request = { headers, body, at: performance.now(), connection };
        receiver.requests.push(request);
        receiver.manner(socket, request, receiver.requests.length);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const receiver: Receiver = {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/hook`,
    requests: [],
    manner,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

function readRequest(
  text: string,
): { headers: Record<string, string>; body: string; rest: string } | null {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const headers = Object.fromEntries(
    text.slice(0, end).split("\r\n").slice(1).map((line) => {
      const [name = "", ...value] = line.split(":");
      return [name.toLowerCase(), value.join(":").trim()];
    }),
  );
  const length = Number(headers["content-length"] ?? 0);
  const start = end + 4;
  if (text.length < start + length) return null;
  return { headers, body: text.slice(start, start + length), rest: text.slice(start + length) };
}
