import { compress } from "hono/compress";
import type { MiddlewareHandler } from "hono";

const zip = compress({ threshold: 1_400 });

/**
 * Pages and JSON are compressed where the caller asks for it; event streams never are, they would wait in the buffer. Who does
 * not ask gets the answer as the handler made it, which may go out in one piece.
 */
export const compressPages: MiddlewareHandler = (c, next) => {
  const streams = c.req.header("Accept")?.includes("text/event-stream");
  const zips = /\b(gzip|deflate)\b|\*/i.test(c.req.header("Accept-Encoding") ?? "");
  return streams || !zips ? next() : zip(c, next);
};
