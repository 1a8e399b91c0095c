import { z } from "zod";
import { cursorId, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant, instant, PAGE } from "../api/shapes.ts";
import { paths } from "../paths.ts";
import { discardJob, retryJob } from "./dead_commands.ts";
import { deadJobs } from "./dead_queries.ts";

const tag = "tasks";
const params = z.object({ id: Id });

const DeadJob = z.object({
  id: Id,
  kind: z.string().meta({ examples: ["send_message"] }),
  attempts: z.int(),
  created_at: Instant,
  given_up_at: Instant,
  errors: z.array(z.object({ attempt: z.int(), at: Instant, message: z.string() })).meta({
    description: "The last tries, the latest one last",
  }),
}).meta({ id: "DeadJob" });

/** Jobs that were tried to the end without success. */
export const deadJobOperations: readonly Operation[] = [
  operation({
    id: "listDeadJobs",
    method: "get",
    path: paths.apiDeadJobs(),
    tag,
    scope: "tasks:read",
    summary: "List the jobs that were given up",
    query: z.object(PAGE),
    answer: { text: "One page of jobs, latest first", schema: z.array(DeadJob) },
    async handle(ctx, { query: { cursor, limit } }) {
      const { jobs, before } = await deadJobs(ctx, cursorId("latest", cursor), limit);
      const body = jobs.map(({ id, kind, attempts, createdAt, finishedAt, errors }) => ({
        id,
        kind,
        attempts,
        created_at: instant(createdAt),
        given_up_at: instant(finishedAt),
        errors: errors.map(({ attempt, at, error }) => ({ attempt, at: instant(at), message: error })),
      }));
      return { body, next: before === null ? null : cursorText("latest", [before]) };
    },
  }),
  operation({
    id: "retryDeadJob",
    method: "post",
    path: paths.apiDeadJobRetry("{id}"),
    tag,
    scope: "tasks:write",
    summary: "Try a job again that was given up",
    params,
    statuses: [202],
    answer: { text: "It is queued anew", schema: z.object({ id: Id }) },
    async handle(ctx, { params: { id } }) {
      await retryJob(ctx, id);
      return { body: { id } };
    },
  }),
  operation({
    id: "discardDeadJob",
    method: "delete",
    path: paths.apiDeadJob("{id}"),
    tag,
    scope: "tasks:write",
    summary: "Forget a job that was given up",
    params,
    statuses: [204],
    answer: { text: "It is gone", schema: z.undefined() },
    async handle(ctx, { params: { id } }) {
      await discardJob(ctx, id);
      return { body: undefined };
    },
  }),
];
