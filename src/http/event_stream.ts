import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { HtmlEscapedString } from "hono/utils/html";
import type { Viewer } from "../../views/viewer.ts";
import type { Ctx } from "../context.ts";
import { log } from "../logs.ts";
import { errorFacts } from "../logs.ts";
import type { Env } from "./env.ts";
import type { Topic } from "./live.ts";

/** Shorter than what proxies wait for; also how long a session that ended may still watch. */
const HEARTBEAT_MS = 20_000;

export interface LivePage {
  topics: readonly Topic[];
  /** What the page was made from, when it differs from `mark` the page is behind. */
  seen: string;
  /** A cheap reading of what the page shows; another text means that something changed. */
  mark: (ctx: Ctx) => Promise<string>;
  /** How often to look without being told, in milliseconds. */
  every?: number;
  /** The parts that changed since what the page has seen, as `<hx-partial>`s; null when none of them did. */
  parts: (now: { ctx: Ctx; viewer: Viewer }, seen: string) => Promise<HtmlEscapedString | null>;
}

/**
 * Keeps an open page up to date (server-sent events): at once when a topic changes in this process, within a heartbeat when
 * another process changed something. Ends when the browser leaves or the session is over.
 */
export function eventStream(c: Context<Env>, page: LivePage): Response {
  const { services } = c.var;
  c.header("Cache-Control", "no-store");
  c.header("X-Accel-Buffering", "no");
  return streamSSE(c, async (stream) => {
    const bell = openBell();
    const unsubscribe = services.live.subscribe(page.topics, bell.ring);
    stream.onAbort(bell.ring);
    let seen = c.req.header("Last-Event-ID") ?? page.seen;
    try {
      while (!stream.aborted && await stillSignedIn(c)) {
        // Before it looks: what changes from here on rings again.
        const told = bell.heard();
        const now = await moment(c);
        const mark = await page.mark(now.ctx);
        const parts = mark !== seen || told ? await page.parts(now, seen) : null;
        if (parts !== null) await stream.writeSSE({ id: mark, data: String(parts) });
        else await stream.write(":\n\n");
        seen = mark;
        await bell.wait(page.every ?? HEARTBEAT_MS);
      }
    } finally {
      unsubscribe();
    }
  }, (error) => {
    log.error("An event stream broke", { requestId: c.var.requestId, ...errorFacts(error) });
    return Promise.resolve();
  });
}

interface Bell {
  ring: () => void;
  /** Whether it rang since it was last asked. */
  heard: () => boolean;
  /** Until it rings, at most `ms`. */
  wait: (ms: number) => Promise<void>;
}

function openBell(): Bell {
  let rung = false;
  let wake = () => {};
  return {
    ring() {
      rung = true;
      wake();
    },
    heard() {
      const was = rung;
      rung = false;
      return was;
    },
    wait(ms) {
      if (rung) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}

/**
 * Asks the table, not the session itself: an open page must not keep a session alive. A page opened under another role comes back
 * by itself, as what its user is now.
 */
async function stillSignedIn(c: Context<Env>): Promise<boolean> {
  const { signedIn, services } = c.var;
  const now = services.clock();
  const session = await services.database.db.selectFrom("session")
    .innerJoin("user", "user.id", "session.user_id").select("session.id")
    .where("session.id", "=", signedIn?.sessionId ?? "").where("session.expires_at", ">", now)
    .where("session.absolute_expires_at", ">", now).where("user.active", "=", 1)
    .where("session.must_rotate", "=", 0).executeTakeFirst();
  return session !== undefined;
}

async function moment(c: Context<Env>): Promise<{ ctx: Ctx; viewer: Viewer }> {
  const { services, ctx, viewer } = c.var;
  const now = services.clock();
  return { ctx: { ...ctx, now, shop: await services.shop.read() }, viewer: { ...viewer, now } };
}
