import { setImmediate } from "node:timers";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { HtmlEscapedString } from "hono/utils/html";
import { PrinterBadgePart } from "../../views/frame/top_bar.tsx";
import type { Viewer } from "../../views/viewer.ts";
import type { Ctx } from "../context.ts";
import { logOf } from "../logs.ts";
import { noteStream } from "../monitoring/meter.ts";
import { SILENCE_LOOK_MS } from "../printing/agent.ts";
import { readBadges } from "./badges.ts";
import { errorFacts } from "../logs.ts";
import type { Env } from "./env.ts";
import type { Topic } from "./live.ts";

const log = logOf("http");

export interface LivePage {
  topics: readonly Topic[];
  /** It has no frame, and so no badge of the printers. */
  bare?: boolean;
  /** Longest pause between two looks, in milliseconds. */
  lookMs?: number;
  /** What the page was made from, when it differs from `mark` the page is behind. */
  seen: string;
  /** A cheap reading of what the page shows, `told` when a topic has just changed; another text means that something changed. */
  mark: (ctx: Ctx, told: boolean) => Promise<string>;
  /** The parts that changed since what the page has seen, as `<hx-partial>`s; null when none of them did. */
  parts: (now: { ctx: Ctx; viewer: Viewer }, seen: string) => Promise<HtmlEscapedString | null>;
}

/**
 * Keeps an open page and the printers' badge above it up to date (server-sent events): at once when a topic changes in this
 * process, at the next look when another one changed something or a daemon fell silent. Ends when the browser leaves, the
 * session is over or the server stops: the browser then comes back to the next one.
 */
export function eventStream(c: Context<Env>, page: LivePage): Response {
  const { services } = c.var;
  c.header("Cache-Control", "no-store");
  c.header("X-Accel-Buffering", "no");
  return streamSSE(c, async (stream) => {
    const bell = openBell();
    let changedAt = 0;
    const unsubscribe = services.live.subscribe(page.topics, bell.ring);
    const unsubscribeBadge = services.live.subscribe(page.bare ? [] : printersOf(c.var.viewer), () => {
      changedAt = services.clock();
      bell.nudge();
    });
    stream.onAbort(bell.ring);
    const { stopping } = services;
    stopping.addEventListener("abort", bell.ring);
    let seen = c.req.header("Last-Event-ID") ?? page.seen;
    let shownBadge = "";
    noteStream(1);
    try {
      while (!stream.aborted && !stopping.aborted && await stillSignedIn(c)) {
        // Before it looks: what changes from here on rings again.
        const told = bell.heard();
        const now = await moment(c, changedAt);
        const mark = await page.mark(now.ctx, told);
        const changed = mark !== seen || told ? await page.parts(now, seen) : null;
        const badge = page.bare ? "" : JSON.stringify(now.viewer.badges?.printers);
        const parts = [changed ?? "", badge !== shownBadge ? PrinterBadgePart(now) : ""].join("");
        if (parts === "") await stream.write(":\n\n");
        else await stream.writeSSE({ id: mark, data: parts });
        seen = mark;
        shownBadge = badge;
        await bell.wait(page.lookMs ?? SILENCE_LOOK_MS);
        await aTurn();
      }
    } finally {
      noteStream(-1);
      stopping.removeEventListener("abort", bell.ring);
      unsubscribe();
      unsubscribeBadge();
    }
  }, (error) => {
    log.error("An event stream broke", errorFacts(error));
    return Promise.resolve();
  });
}

let lastTurn = Promise.resolve();

/** Pages that are woken together look one after the other, and whoever asks for something comes in between. */
function aTurn(): Promise<void> {
  lastTurn = lastTurn.then(() => new Promise((resolve) => setImmediate(resolve)));
  return lastTurn;
}

function printersOf({ branch }: Viewer): Topic[] {
  return branch ? [`printers:${branch.id}`] : [];
}

interface Bell {
  ring: () => void;
  /** Ends the wait and is not heard. */
  nudge: () => void;
  /** Whether it rang since it was last asked. */
  heard: () => boolean;
  /** Until it rings, at most `ms`. */
  wait: (ms: number) => Promise<void>;
}

function openBell(): Bell {
  let rung = false;
  let stirred = false;
  let wake = () => {};
  function nudge(): void {
    stirred = true;
    wake();
  }
  return {
    nudge,
    ring() {
      rung = true;
      nudge();
    },
    heard() {
      const was = rung;
      rung = false;
      return was;
    },
    async wait(ms) {
      if (!stirred) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      stirred = false;
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

async function moment(c: Context<Env>, changedAt: number): Promise<{ ctx: Ctx; viewer: Viewer }> {
  const { services, viewer } = c.var;
  const now = services.clock();
  const ctx = { ...c.var.ctx, now, shop: await services.shop.read() };
  const badges = viewer.branch ? await readBadges(ctx, viewer.branch.id, changedAt) : viewer.badges;
  return { ctx, viewer: { ...viewer, now, badges } };
}
