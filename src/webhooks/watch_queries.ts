import type { NewAlert } from "../alerts/commands.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { StopCause } from "./endpoint.ts";
import { listEndpoints } from "./queries.ts";

const DAY = 86_400_000;

type Wrong = Omit<NewAlert, "branchId">;

/** Endpoints that were stopped by themselves, and those of which deliveries were given up within a day. */
export async function webhookTroubles(ctx: Pick<Ctx, "db" | "now">): Promise<Wrong[]> {
  const endpoints = await listEndpoints(ctx);
  if (endpoints.length === 0) return [];
  const dead = await deadDeliveries(ctx.db, ctx.now - DAY).execute();
  return endpoints.flatMap((endpoint) => {
    const { id, url, active, stopped } = endpoint;
    const given = dead.find(({ endpoint_id }) => endpoint_id === id);
    const facts = given && { count: Number(given.count), since: Number(given.since) };
    return [
      ...!active && stopped ? [stoppedWrong({ id, url }, stopped)] : [],
      ...facts ? [{ kind: "deliveries_dead" as const, subject: subjectOf({ id, url }), facts }] : [],
    ];
  });
}

export function stoppedWrong(
  endpoint: { id: string; url: string },
  { at, cause }: { at: number; cause: StopCause },
): Wrong {
  return { kind: "webhook_stopped", subject: subjectOf(endpoint), facts: { reason: cause, since: at } };
}

/** By its host: the rest of an address may be a secret of the receiver. */
function subjectOf({ id, url }: { id: string; url: string }): Wrong["subject"] {
  return { kind: "webhook", id, name: new URL(url).host };
}

/** Since an instant, by endpoint. */
export function deadDeliveries(db: Db, since: number) {
  return db.selectFrom("webhook_delivery").select("endpoint_id")
    .select((q) => [q.fn.countAll<number>().as("count"), q.fn.min("finished_at").as("since")])
    .where("state", "=", "dead").where("finished_at", ">", since).groupBy("endpoint_id");
}
