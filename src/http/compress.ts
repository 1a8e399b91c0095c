import { compress } from "hono/compress";
import type { MiddlewareHandler } from "hono";

const zip = compress({ threshold: 1_400 });

/** Pages and JSON are compressed where the browser asks for it; event streams never are, they would wait in the buffer. */
export const compressPages: MiddlewareHandler = (c, next) => {
  if (c.req.header("Accept")?.includes("text/event-stream")) return next();
  return zip(c, next);
};
