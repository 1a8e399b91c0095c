import assert from "node:assert/strict";
import { createApp } from "../../src/app.ts";
import { createAgentToken } from "../../src/printing/pairing.ts";
import {
  type JobEvent,
  type PollAnswer,
  PollRequest,
  type PrinterState,
} from "../../src/printing/protocol.ts";
import type { TestApp } from "../support/app.ts";

export interface Server {
  url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The app behind a real socket. */
export async function serving(app: TestApp): Promise<Server> {
  const hono = await createApp(app.services);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, hono.fetch);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

export const COUNTER_PRINTER = {
  key: "mostrador",
  kind: "tcp",
  language: "zpl",
  media: "gap",
  status: "full",
  model: "ZD421",
  serial: null,
  dpi: 203,
  widthMm: 57,
  heightMm: 32,
  roll: null,
} as const;

export const IDLE: PrinterState = {
  key: "mostrador",
  ok: true,
  reason: null,
  since: 0,
  warnings: [],
  model: "ZD421",
  firmware: "V93.21.26Z",
  serial: "D5J1",
  odometer: 100,
  waiting: 0,
  inside: 0,
};

/** A token of the test app's branch. */
export async function anAgent(app: TestApp, name = "Mostrador"): Promise<{ agentId: string; token: string }> {
  const ctx = await app.ctx();
  return await ctx.db.transaction().execute((trx) =>
    createAgentToken(trx, ctx, { name, branchId: app.branchId })
  );
}

export type Report = Partial<Omit<PollRequest, "instance" | "bootId">>;

/** The wire as a daemon speaks it, and nothing behind it. */
export class FakeDaemon {
  bootId = "boot-1";
  /** Of the last poll. */
  beat = 0;
  #n = 0;

  constructor(
    readonly server: Server,
    readonly token: string,
    readonly instance = "spool-1",
  ) {}

  async hello(printers: readonly object[] = [COUNTER_PRINTER]): Promise<Response> {
    const { instance, bootId } = this;
    return await this.send("/api/daemon/hello", {
      instance,
      bootId,
      protocol: 1,
      version: "0.1.0",
      os: "linux",
      printers,
    });
  }

  poll(report: Report = {}): Promise<Response> {
    const { instance, bootId } = this;
    const usual = { wait: 0, take: 10, events: [], results: [], printers: [] };
    return this.send("/api/daemon/poll", { instance, bootId, beat: ++this.beat, ...usual, ...report });
  }

  async answer(report: Report = {}): Promise<PollAnswer> {
    const response = await this.poll(report);
    const body = await response.json();
    assert.equal(response.status, 200, JSON.stringify(body));
    return body;
  }

  event(id: string, state: JobEvent["state"], more: Partial<JobEvent> = {}): JobEvent {
    return { n: ++this.#n, id, state, reason: null, attempt: 1, at: 0, evidence: null, ...more };
  }

  async send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return await fetch(this.server.url + path, {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${this.token}`, ...headers },
    });
  }
}

/** A paired daemon with one printer that has said hello. */
export async function aDaemon(app: TestApp, server: Server): Promise<FakeDaemon & { agentId: string }> {
  const { agentId, token } = await anAgent(app);
  const daemon = Object.assign(new FakeDaemon(server, token), { agentId });
  const greeted = await daemon.hello();
  assert.equal(greeted.status, 200);
  await greeted.body?.cancel();
  return daemon;
}
