import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Ctx } from "../context.ts";
import type { Env } from "../http/env.ts";
import { readJson } from "../http/json_body.ts";
import { contextOf } from "../http/session.ts";
import { AppError } from "../lib/app_error.ts";
import type { Services } from "../services.ts";
import { POLL_WAIT_SECONDS } from "./agent.ts";
import { agentOfToken, type AgentRow, isServing } from "./agent_rows.ts";
import { greetDaemon } from "./hello.ts";
import { redeemPairing } from "./pairing.ts";
import { emptyAnswer, hasJobFor, offerWork, takeReport, waitingErrands } from "./poll.ts";
import { HelloRequest, PairRequest, type PollAnswer, PollRequest } from "./protocol.ts";

const MOST_BYTES = 262_144;
/** Work that nobody announced (another process of ours queued it) is found this soon. */
const LOOK_MS = 2_000;

/** What printer-daemons ask; no cookies, no sessions, a bearer token. */
export const daemonApi = new Hono<Env>()
  .use(bodyLimit({
    maxSize: MOST_BYTES,
    onError: () => {
      throw new AppError("too_large");
    },
  }))
  .post("/pair", async (c) => {
    const request = await readJson(c, PairRequest);
    return c.json(await redeemPairing(await anonymous(c), request));
  })
  .post("/hello", async (c) => {
    const { ctx, agent } = await authenticate(c);
    const greeted = await greetDaemon(ctx, agent.id, await readJson(c, HelloRequest));
    takePlace(c.var.services, agent.id);
    return c.json(greeted);
  })
  .post("/poll", async (c) => {
    const { ctx, agent } = await authenticate(c);
    const report = await readJson(c, PollRequest);
    await takeReport(ctx, agent.id, report);
    return c.json(await answerPoll(c, { ctx, agent, report }));
  });

interface Poll {
  ctx: Ctx;
  agent: AgentRow;
  report: PollRequest;
}

/** The poll of each agent that waits now, and what the last answer told each boot of it. */
const waiting = new WeakMap<Services, Map<string, AbortController>>();
const knownErrands = new WeakMap<Services, Map<string, Set<string>>>();

/** Answers at once when there is something new, else waits for it; a newer poll of the agent ends an older one. */
async function answerPoll(c: Context<Env>, { ctx, agent, report }: Poll): Promise<PollAnswer> {
  const { services } = c.var;
  const asking = { agentId: agent.id, bootId: report.bootId, take: report.take };
  const own = takePlace(services, agent.id);
  const signal = AbortSignal.any([own.signal, services.stopping]);
  const deadline = performance.now() + Math.min(report.wait, POLL_WAIT_SECONDS) * 1000;
  const known = toldTo(services, `${agent.id} ${report.bootId}`);
  while (report.take > 0 && !signal.aborted) {
    const now = { ...ctx, now: services.clock() };
    if (await hasWork(now, { ...asking, known })) break;
    const left = deadline - performance.now();
    if (left <= 0) return told(known, await emptyAnswer(now, agent.id));
    await services.live.wait([`agent:${agent.id}`, `board:${agent.branch_id}`], {
      ms: Math.min(LOOK_MS, left),
      signal,
    });
  }
  // A daemon that has gone, or asks anew already, is handed nothing.
  const take = signal.aborted ? 0 : report.take;
  return told(known, await offerWork({ ...ctx, now: services.clock() }, { ...asking, take }));
}

/** Errands are repeated until settled; only one that the last answer did not hold is worth an early one. */
async function hasWork(
  ctx: Ctx,
  { agentId, bootId, known }: { agentId: string; bootId: string; known: Set<string> },
): Promise<boolean> {
  if (!await isServing(ctx.db, { agentId, bootId }) || await hasJobFor(ctx, agentId)) return true;
  const { cancel, commands } = await waitingErrands(ctx.db, { agentId, now: ctx.now });
  return [...cancel, ...commands.map((command) => command.id)].some((id) => !known.has(id));
}

function told(known: Set<string>, answer: PollAnswer): PollAnswer {
  known.clear();
  for (const id of [...answer.cancel, ...answer.commands.map((command) => command.id)]) known.add(id);
  return answer;
}

function takePlace(services: Services, agentId: string): AbortController {
  const places = waiting.get(services) ?? new Map<string, AbortController>();
  waiting.set(services, places);
  places.get(agentId)?.abort();
  const own = new AbortController();
  places.set(agentId, own);
  return own;
}

function toldTo(services: Services, boot: string): Set<string> {
  const ofAll = knownErrands.get(services) ?? new Map<string, Set<string>>();
  knownErrands.set(services, ofAll);
  const known = ofAll.get(boot) ?? new Set();
  const [agentId] = boot.split(" ");
  for (const other of ofAll.keys()) if (other.startsWith(`${agentId} `)) ofAll.delete(other);
  ofAll.set(boot, known);
  return known;
}

async function authenticate(c: Context<Env>): Promise<{ ctx: Ctx; agent: AgentRow }> {
  const { services } = c.var;
  const [, token = ""] = /^Bearer ([\x21-\x7e]{32,200})$/.exec(c.req.header("Authorization") ?? "") ?? [];
  const agent = token === "" ? null : await agentOfToken(services.database.db, token);
  if (!agent) throw new AppError("unauthenticated");
  const ctx = await anonymous(c);
  return {
    agent,
    ctx: { ...ctx, actor: { kind: "agent", id: agent.id, name: agent.name, branchId: agent.branch_id } },
  };
}

async function anonymous(c: Context<Env>): Promise<Ctx> {
  const { services, requestId, ip } = c.var;
  const shop = await services.shop.read();
  const actor = { kind: "system", id: null, name: "printer-daemon" } as const;
  return contextOf(services, { actor, shop, locale: shop.organization?.locale ?? "es", requestId, ip });
}
