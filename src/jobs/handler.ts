import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { JobKind, JobPayloads } from "./job.ts";

export interface Attempt {
  /** 1 for the first. */
  number: number;
  /** Aborts when the job was taken over by another worker, or the server stops for good. */
  signal: AbortSignal;
}

export interface Handler<K extends JobKind> {
  /** Throws to be tried again later, or PermanentFailure to be buried at once. */
  run(ctx: Ctx, payload: JobPayloads[K], attempt: Attempt): Promise<unknown>;
  /** What follows from its end, in the transaction that ends the job; `result` is what `run` gave. */
  finished?(trx: Db, ctx: Ctx, given: { payload: JobPayloads[K]; result: unknown }): Promise<void>;
  /** What follows from giving up, in the transaction that buries the job. */
  gaveUp?(trx: Db, ctx: Ctx, given: { payload: JobPayloads[K]; error: string }): Promise<void>;
}

export type Handlers = { readonly [K in JobKind]: Handler<K> };

/** Not yet: the job waits until an instant, and the try does not count. */
export class Postponed extends Error {
  override readonly name = "Postponed";
  constructor(readonly until: number) {
    super("Postponed");
  }
}

/** No later try can succeed. */
export class PermanentFailure extends Error {
  override readonly name = "PermanentFailure";
}
