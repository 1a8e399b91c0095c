import {
  type HelloRequest,
  MAX_EVENTS,
  MAX_JOBS,
  MAX_WAIT_SECONDS,
  PROTOCOL,
  type RemoteConfig,
} from "../src/printing/protocol.ts";
import type { Config } from "./config.ts";
import { settingsOf, takeIn } from "./intake.ts";
import { describe } from "./language.ts";
import type { PrinterLoop } from "./printer_loop.ts";
import { type Server, ServerTrouble, type Trouble } from "./server.ts";
import type { Spool } from "./spool.ts";
import type { Timing } from "./timing.ts";
import { isOlder, VERSION } from "./version.ts";
import { Bell, pause, type World } from "./world.ts";

/** Another instance uses our token and does not go away. */
export class Fenced extends Error {
  override name = "Fenced";
}

interface Parts {
  server: Server;
  spool: Spool;
  world: World;
  timing: Timing;
  config: Config;
  loops: readonly PrinterLoop[];
}

/** How the conversation with the server goes, and since when. */
export interface Standing {
  state: "starting" | "connected" | Trouble;
  since: number;
}

/** Enough work in hand; the rest is safer on the server, where staff can move it to another printer. */
const MOST_IN_HAND = 200;
const GATHER_MS = 25;
const UNEVENTFUL_MS = 1_000;

/** Talks to the server: one long poll that brings work, and short reports beside it so that no news waits for it. */
export class Agent {
  readonly #parts: Parts;
  readonly #bootId: string;
  readonly #news = new Bell();
  readonly #nap = new Bell();
  readonly #ending = new AbortController();
  #beat = 0;
  #welcome = false;
  #welcomedOnce = false;
  #outdated = false;
  #failures = 0;
  #reports = 0;
  /** Answers in a row that came at once and brought nothing: a server that does not wait must not be hammered. */
  #uneventful = 0;
  #waitSeconds = MAX_WAIT_SECONDS;
  #standing: Standing;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#standing = { state: "starting", since: parts.world.now() };
    this.#bootId = parts.world.newId();
  }

  /** Something changed that the server should hear about. */
  changed(): void {
    this.#news.ring();
  }

  stop(): void {
    this.#ending.abort();
    this.#nap.ring();
    this.#news.ring();
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** The server wants a newer daemon. */
  get outdated(): boolean {
    return this.#outdated;
  }

  get #ended(): boolean {
    return this.#ending.signal.aborted;
  }

  /** Throws Fenced when another instance keeps the token from a newcomer. */
  async run(): Promise<void> {
    await Promise.all([this.#pollForEver(), this.#reportForEver()]);
  }

  /** The last word before the process ends. */
  async farewell(): Promise<void> {
    if (this.#welcome) await this.#exchange({ wait: 0, take: 0 }).catch((error) => this.#note(error));
  }

  async #pollForEver(): Promise<void> {
    const { world, timing } = this.#parts;
    const startedAt = performance.now();
    while (!this.#ended) {
      try {
        if (!this.#welcome) await this.#hello();
        await this.#pollOnce();
        this.#failures = 0;
      } catch (error) {
        if (!(error instanceof ServerTrouble)) throw error;
        if (this.#ended) return;
        this.#note(error);
        const patience = this.#welcomedOnce ? Infinity : timing.fenced;
        if (error.trouble === "fenced" && performance.now() - startedAt > patience) {
          throw new Fenced("another computer uses this printer key");
        }
        const wait = error.trouble === "refused" ? timing.refusedRetry : this.#backoff();
        await this.#nap.wait(wait * (0.5 + world.random()));
      }
    }
  }

  #backoff(): number {
    const { serverRetryLeast, serverRetryMost } = this.#parts.timing;
    return Math.min(serverRetryMost, serverRetryLeast * 2 ** this.#failures++);
  }

  async #hello(): Promise<void> {
    const { server, spool, world, config, loops } = this.#parts;
    const printers: HelloRequest["printers"] = config.printers.map((printer, index) =>
      describe(printer, loops[index]?.printer.driver.identity ?? { model: null, serial: null })
    );
    const answer = await server.hello({
      instance: spool.instance,
      bootId: this.#bootId,
      protocol: PROTOCOL,
      version: VERSION,
      os: `${Deno.build.os} ${Deno.build.arch}`,
      printers,
    });
    this.#terms(answer);
    this.#welcome = true;
    this.#welcomedOnce = true;
    world.log("info", "welcome", { agent: answer.agent.name });
  }

  async #pollOnce(): Promise<void> {
    const { spool } = this.#parts;
    const room = MOST_IN_HAND - spool.open();
    const take = this.#outdated ? 0 : Math.max(0, Math.min(MAX_JOBS, room));
    const flushing = spool.events().length === MAX_EVENTS;
    const asked = performance.now();
    const reports = this.#reports;
    // A network that swallows the question is found out sooner where no long answer was asked for.
    const brief = flushing || this.#failures > 0;
    const news = await this.#exchange({ wait: brief ? 0 : this.#waitSeconds, take: flushing ? 0 : take });
    const quick = performance.now() - asked < UNEVENTFUL_MS && reports === this.#reports;
    this.#uneventful = quick && !news && !brief ? this.#uneventful + 1 : 0;
    if (this.#uneventful > 0) await this.#nap.wait(Math.min(UNEVENTFUL_MS, 50 * 2 ** this.#uneventful));
  }

  async #reportForEver(): Promise<void> {
    while (!this.#ended) {
      await this.#news.wait(60_000);
      await pause(GATHER_MS);
      if (!this.#welcome || this.#ended) continue;
      try {
        this.#reports++;
        await this.#exchange({ wait: 0, take: 0 });
      } catch (error) {
        if (!(error instanceof ServerTrouble)) throw error;
        this.#note(error);
        await pause(UNEVENTFUL_MS);
      }
    }
  }

  /** One poll; true when it brought anything new. */
  async #exchange(poll: { wait: number; take: number }): Promise<boolean> {
    const { server, spool, world, config, loops } = this.#parts;
    const [events, results] = [spool.events(), spool.commands.results()];
    const answer = await server.poll({
      instance: spool.instance,
      bootId: this.#bootId,
      beat: ++this.#beat,
      ...poll,
      events,
      results,
      printers: loops.map(({ state }) => state.report()),
    }, poll.wait > 0 ? this.#ending.signal : undefined);
    this.#stand("connected");
    spool.delivered(events);
    spool.commands.delivered(results);
    this.#terms(answer);
    const serverNow = () => this.serverNow();
    const news = await takeIn({ spool, world, printers: config.printers, serverNow }, answer);
    if (news) {
      for (const loop of loops) loop.bell.ring();
      this.changed();
    }
    return news;
  }

  /** The server's clock as last heard, also without a connection and after a restart. */
  serverNow(): number {
    const { spool, world } = this.#parts;
    return world.now() + Number(spool.meta("clock_offset") ?? 0);
  }

  #terms(terms: { now: number; config?: RemoteConfig; minVersion?: string }): void {
    const { spool, world, timing, loops } = this.#parts;
    const offset = terms.now - world.now();
    if (Math.abs(offset - Number(spool.meta("clock_offset") ?? 0)) > 1_000) {
      spool.setMeta("clock_offset", String(offset));
    }
    const { waitSeconds, idleLook } = settingsOf(terms.config, {
      waitSeconds: MAX_WAIT_SECONDS,
      idleLook: timing.idleLook,
    });
    this.#waitSeconds = waitSeconds;
    for (const loop of loops) loop.idleLook = idleLook;
    const outdated = terms.minVersion !== undefined && isOlder(VERSION, terms.minVersion);
    if (outdated && !this.#outdated) {
      world.log("error", "too_old", { version: VERSION, least: terms.minVersion });
    }
    this.#outdated = outdated;
  }

  #stand(state: Standing["state"]): void {
    if (state !== this.#standing.state) this.#standing = { state, since: this.#parts.world.now() };
  }

  #note(error: unknown): void {
    const { world } = this.#parts;
    if (!(error instanceof ServerTrouble)) return world.log("error", "unexpected", { detail: String(error) });
    this.#stand(error.trouble);
    if (error.trouble === "fenced") this.#welcome = false;
    world.log("warn", `server_${error.trouble}`, { detail: error.message });
  }
}
