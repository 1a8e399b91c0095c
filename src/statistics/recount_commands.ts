import { readShop, type Shop } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { branchDays, monthOf } from "./calendar.ts";
import { ORDERS_AT_ONCE, refreshDays } from "./day_commands.ts";
import { addMonth, differing, readTexts, replaceSpans, type Texts, textsOf } from "./sheet_rows.ts";
import { addStory, type Days } from "./sheet.ts";
import { holdState, readState, type SheetState } from "./state.ts";
import type { Story } from "./story.ts";
import { announcedQuery, type Place, readNextOrders, readStories } from "./story_queries.ts";

const DAY = 86_400_000;

export interface Recount {
  orders: number;
  /** Days and months of branches that were not what the history says; they are now. */
  wrong: { branchId: string; span: string }[];
}

/**
 * Reads the whole history anew, a few orders at a time in the order in which they were received, and mends whatever sheet says
 * something else. A day is settled as soon as no order that is still to come can have done anything on it, so that only the days
 * in between are held in memory.
 */
export async function recountFigures(ctx: Ctx): Promise<Recount> {
  const shop = await readShop(ctx.db);
  const state = await readState(ctx.db);
  const count = new Count(ctx, shop, state);
  await count.readAnnounced();
  let place: Place = { receivedAt: -1, seq: -1 };
  let orders = 0;
  for (;;) {
    const next = await readNextOrders(ctx.db, place, ORDERS_AT_ONCE);
    const last = next.at(-1);
    if (!last) break;
    for (const story of await readStories(ctx.db, next.map(({ id }) => id))) count.add(story);
    orders += next.length;
    place = last;
    await count.settle(last.receivedAt);
  }
  await count.settle(Infinity);
  await refreshDays(ctx, { shop, state, since: count.recent });
  return { orders, wrong: count.wrong };
}

/** Days that are being counted, branch by branch. */
class Count {
  readonly wrong: Recount["wrong"] = [];
  /** What happened since is counted at the end, as after every change. */
  readonly recent: number;
  readonly #days: Map<string, Days>;
  readonly #months: Map<string, Days>;
  readonly #settled: Map<string, string>;
  readonly #dayIn: (branchId: string) => (at: number) => string;

  constructor(private readonly ctx: Ctx, private readonly shop: Shop, private readonly state: SheetState) {
    this.recent = ctx.now - 2 * DAY;
    const ids = shop.branches.map(({ id }) => id);
    this.#days = new Map(ids.map((id) => [id, new Map()]));
    this.#months = new Map(ids.map((id) => [id, new Map()]));
    this.#settled = new Map(ids.map((id) => [id, ""]));
    this.#dayIn = branchDays(shop);
  }

  /** What happened to orders before they were received, which is when they are read otherwise. */
  async readAnnounced(): Promise<void> {
    for (let after = -1;;) {
      const orders = await announcedQuery(this.ctx.db, after, ORDERS_AT_ONCE).execute();
      const last = orders.at(-1);
      if (!last) return;
      after = last.seq;
      for (const story of await readStories(this.ctx.db, orders.map(({ id }) => id))) {
        const dayAt = this.#dayIn(story.branchId);
        this.#addDays(story, (day) => day < dayAt(story.receivedAt));
      }
    }
  }

  add(story: Story): void {
    const came = this.#dayIn(story.branchId)(story.receivedAt);
    this.#addDays(story, (day) => day >= came);
  }

  #addDays(story: Story, counts: (day: string) => boolean): void {
    const days = this.#days.get(story.branchId);
    if (days) addStory(days, story, { dayAt: this.#dayIn(story.branchId), counts });
  }

  /** Compares, and mends, all days before that of an instant, as far as they are not recent, and the months that they end. */
  async settle(instant: number): Promise<void> {
    for (const { id: branchId } of this.shop.branches) {
      const until = this.#dayIn(branchId)(Math.min(instant, this.recent));
      const from = this.#settled.get(branchId) ?? "";
      if (until <= from) continue;
      this.#settled.set(branchId, until);
      const days = taken(this.#days.get(branchId), until);
      const months = this.#months.get(branchId) ?? new Map();
      for (const [day, scopes] of days) addMonth(months, day, scopes);
      const whole = taken(months, monthOf(until));
      const texts = textsOf(new Map([...days, ...whole]));
      await this.#mend({ branchId, from, until, texts });
    }
  }

  async #mend({ branchId, from, until, texts }: {
    branchId: string;
    from: string;
    until: string;
    texts: Texts;
  }): Promise<void> {
    const { db } = this.ctx;
    const kept = await readTexts(db, { branchId, from: monthOf(from), before: until });
    // Of the months only those that end here, and of the first one no day that was settled before.
    const [first, last] = [monthOf(from), monthOf(until)];
    const meant = (span: string) =>
      span.length === 7 ? span >= first && span < last : span >= from && span < until;
    const spans = new Set([...differing(texts, kept)].filter(meant));
    if (spans.size === 0) return;
    await db.transaction().execute(async (trx) => {
      await this.#hold(trx);
      await replaceSpans(trx, { branchId, spans, texts });
    });
    for (const span of spans) this.wrong.push({ branchId, span });
  }

  /** @throws Error when old days were counted anew since this began: what it knows of them is no longer so */
  async #hold(trx: Db): Promise<void> {
    const { recounts } = await holdState(trx);
    if (recounts !== this.state.recounts) throw new Error("Figures were counted anew meanwhile");
  }
}

/** Takes the spans before one out. */
function taken(spans: Days | undefined, before: string): Days {
  const out: Days = new Map();
  for (const [span, scopes] of spans ?? []) {
    if (span >= before) continue;
    out.set(span, scopes);
    spans?.delete(span);
  }
  return out;
}
