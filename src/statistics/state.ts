import type { Db } from "../db/open.ts";

/** How far the sheets have come. Instants are UTC milliseconds. */
export interface SheetState {
  /** Null before the whole history was read. */
  readAt: number | null;
  /** Of what changed afterwards, null where nothing did. */
  dueAt: number | null;
  /** Changes whenever days are counted anew that lie some days back. */
  recounts: number;
}

const ONE_ROW = "sheets";

export async function readState(db: Db): Promise<SheetState> {
  const row = await stateQuery(db).executeTakeFirst();
  return { readAt: row?.read_at ?? null, dueAt: row?.due_at ?? null, recounts: row?.recounts ?? 0 };
}

/** The same for whoever writes sheets: one transaction does at a time. */
export async function holdState(trx: Db): Promise<SheetState> {
  // A row to wait for, also before the first count.
  await trx.insertInto("figure_state").values({ id: ONE_ROW, read_at: null, due_at: null, recounts: 0 })
    .onConflict((known) => known.column("id").doNothing()).execute();
  const { read_at, due_at, recounts } = await stateQuery(trx).forUpdate().executeTakeFirstOrThrow();
  return { readAt: read_at, dueAt: due_at, recounts };
}

function stateQuery(db: Db) {
  return db.selectFrom("figure_state").select(["read_at", "due_at", "recounts"]).where("id", "=", ONE_ROW);
}

/** Has what happened since an instant counted anew, in the transaction that changes what it counts as. */
export async function recountSince(trx: Db, instant: number): Promise<void> {
  await trx.insertInto("figure_state").values({ id: ONE_ROW, read_at: null, due_at: instant, recounts: 0 })
    .onConflict((known) =>
      known.column("id").doUpdateSet((q) => ({
        due_at: q.case().when("figure_state.due_at", "<", instant).then(q.ref("figure_state.due_at"))
          .else(instant).end(),
      }))
    ).execute();
}

/** Puts down that the history has been read; false when somebody else counted old days anew meanwhile. */
export async function markRead(
  trx: Db,
  { before, readAt, old }: { before: SheetState; readAt: number; old: boolean },
): Promise<boolean> {
  const { dueAt, recounts } = before;
  const row = await trx.insertInto("figure_state")
    .values({ id: ONE_ROW, read_at: readAt, due_at: null, recounts: old ? 1 : 0 })
    .onConflict((known) =>
      known.column("id").doUpdateSet((q) => ({
        read_at: readAt,
        recounts: recounts + (old ? 1 : 0),
        // What became due meanwhile stays due.
        due_at: dueAt === null
          ? q.ref("figure_state.due_at")
          : q.case().when("figure_state.due_at", "=", dueAt).then(null).else(q.ref("figure_state.due_at"))
            .end(),
      })).where("figure_state.recounts", "=", recounts)
    ).returning("id").executeTakeFirst();
  return row !== undefined;
}
