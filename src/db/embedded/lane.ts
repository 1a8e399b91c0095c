import { setImmediate } from "node:timers";
import { dbFault } from "../errors.ts";
import { patienceNow } from "../patience.ts";
import type { FileConnection } from "./connection.ts";
import { Turn, type TurnKind } from "./turn.ts";

export interface LaneOptions {
  /** Nothing will be written, so nothing is tidied up at the end. */
  readOnly?: boolean;
  open: () => FileConnection;
  /** Longest wait for other writes of this process, in milliseconds. */
  waitLimit: number;
  /** Longest wait for another process that holds the file's write lock, in milliseconds, of whoever has no `withPatience`. */
  lockLimit: number;
  /** A transaction that holds the lane longer than this is thrown out once somebody has waited in vain. */
  holdLimit: number;
  /** How long a commit takes others in, in milliseconds. */
  groupLimit: number;
  onCommit?: (transactions: number) => void;
  onSchemaChange: () => void;
}

/** The write lock did not come free in time. */
export class LaneBusyError extends Error {
  override readonly name = "LaneBusyError";
  readonly code = "SQLITE_BUSY";
}

interface Group {
  openedAt: number;
  /** Turns that are done and wait for the commit they share. */
  finished: Turn[];
}

const GROUP_SIZE = 64;
const PROBE_EVERY = 8;
/** Between two looks at how long a turn has waited, in milliseconds. */
const SLICE_MS = 100;
/** Between two tries to get a lock that another process holds, in milliseconds: the first one, and the longest. */
const LOCKED_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 100;

/**
 * The one way to write to the file: callers take turns on one connection. Those that queue up while others run share one
 * `begin immediate … commit`, each behind its own savepoint, and all are acknowledged after that commit.
 */
export class WriterLane {
  readonly #options: LaneOptions;
  readonly #queue: Turn[] = [];
  #connection: FileConnection | null;
  #current: Turn | null = null;
  #group: Group | null = null;
  #schemaChanged = false;
  #lastGroup = 1;
  #commits = 0;
  /** While another process holds the file's write lock: when it is tried again. Everybody waits in the queue until then. */
  #locked: ReturnType<typeof setTimeout> | null = null;
  /** Before the next of these tries. */
  #pause = LOCKED_PAUSE_MS;
  #closed = false;
  #idle: (() => void) | null = null;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#connection = options.open();
  }

  /**
   * Resolves when the caller may write; it then calls `commit` or `rollback` of its turn.
   * @throws LaneBusyError when the lane or the lock of the file does not come free in time.
   */
  async enter(kind: TurnKind): Promise<Turn> {
    if (this.#closed) throw new Error("The database is closed");
    const turn = new Turn(kind, this);
    this.#queue.push(turn);
    if (!this.#current) this.#next();
    if (!turn.running) await this.#wait(turn);
    return turn;
  }

  get connection(): FileConnection {
    this.#connection ??= this.#options.open();
    return this.#connection;
  }

  /** Lets everybody in the queue finish, then closes the file. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#current || this.#group || this.#queue.length > 0) {
      await new Promise<void>((resolve) => this.#idle = resolve);
    }
    if (this.#locked !== null) clearTimeout(this.#locked);
    try {
      if (!this.#options.readOnly) this.#connection?.engine.exec("pragma wal_checkpoint(truncate)");
    } finally {
      this.#connection?.close();
      this.#connection = null;
    }
  }

  /** @internal A turn's work is done: hand the lane on, or commit for all who are done. */
  finish(turn: Turn): void {
    this.#current = null;
    if (this.#group) this.#group.finished.push(turn);
    else turn.settle();
    this.#next();
  }

  /** @internal Undoes one turn and only that. */
  undo(turn: Turn): void {
    this.#current = null;
    if (this.#group && turn.depth === 0) {
      this.#group = null;
      this.#execOrReplace("rollback");
    } else if (this.#group && turn.kind === "transaction") {
      this.#execOrReplace("rollback to turn; release turn");
    }
    this.#afterSchemaChange();
    this.#next();
  }

  /**
   * @internal After a failed statement. The engine may have rolled back everything (disk full, I/O error); and a connection
   * that met BUSY may acknowledge the next write and lose it (libSQL), so it never gets one.
   */
  inspect(error: unknown): void {
    const kind = dbFault(error)?.kind;
    if (kind === "busy" || kind === "io") this.#replaceConnection(error);
    else if (this.#group && !this.connection.engine.inTransaction) this.#failGroup(error);
  }

  /** @internal */
  noteSchemaChange(): void {
    this.#schemaChanged = true;
    this.#connection?.reloadSchema();
  }

  #next(): void {
    if (this.#locked) return;
    const waiting = this.#queue[0];
    if (!this.#group) {
      if (!waiting) return this.#idle?.();
      this.#queue.shift();
      this.#current = waiting;
      if (waiting.kind === "bare") waiting.start(0);
      else this.#begin(waiting);
    } else if (waiting && waiting.kind !== "bare" && this.#hasRoom(this.#group)) {
      this.#queue.shift();
      this.#join(waiting, this.#group);
    } else if (!waiting && this.#mayLinger(this.#group)) {
      this.#lingerThenCommit(this.#group);
    } else {
      this.#commit(this.#group);
    }
  }

  #begin(turn: Turn): void {
    try {
      this.connection.engine.exec("begin immediate");
    } catch (error) {
      this.#current = null;
      if (dbFault(error)?.kind === "busy") return this.#waitForLock(turn);
      turn.refuse(error);
      return this.#next();
    }
    this.#pause = LOCKED_PAUSE_MS;
    this.#group = { openedAt: performance.now(), finished: [] };
    turn.start(0);
  }

  /** Another process holds the write lock: it is tried again without blocking the event loop, for whoever is the first then. */
  #waitForLock(first: Turn): void {
    this.#queue.unshift(first);
    this.#locked = setTimeout(() => {
      this.#locked = null;
      this.#next();
    }, this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }

  #join(turn: Turn, group: Group): void {
    this.#current = turn;
    try {
      if (turn.kind === "transaction") this.connection.engine.exec("savepoint turn");
      turn.start(group.finished.length);
    } catch (error) {
      this.#current = null;
      turn.refuse(error);
      this.#replaceConnection(error);
      this.#next();
    }
  }

  /**
   * Requests that arrived together reach us one event-loop turn after the other. Where the last commit was shared, and now
   * and then as a probe, waiting one such turn is cheaper than an fsync for each of them.
   */
  #mayLinger(group: Group): boolean {
    const probe = this.#commits % PROBE_EVERY === PROBE_EVERY - 1;
    return !this.#closed && this.#hasRoom(group) &&
      (probe || this.#lastGroup > 1 || group.finished.length > 1);
  }

  #lingerThenCommit(group: Group): void {
    const finished = group.finished.length;
    setImmediate(() => {
      if (this.#group === group && !this.#current && group.finished.length === finished) this.#commit(group);
    });
  }

  #commit(group: Group): void {
    this.#group = null;
    try {
      this.connection.engine.exec("commit");
    } catch (error) {
      this.#replaceConnection(error);
      for (const turn of group.finished) turn.settle(error);
      return this.#next();
    }
    this.#commits++;
    this.#lastGroup = group.finished.length;
    this.#afterSchemaChange();
    for (const turn of group.finished) turn.settle();
    this.#options.onCommit?.(group.finished.length);
    this.#next();
  }

  /** Time in which the whole process stood still is not counted: nobody wrote in it. */
  async #wait(turn: Turn): Promise<void> {
    const { waitLimit, lockLimit } = this.#options;
    const forLane = { left: waitLimit };
    const forLock = patienceNow() ?? { left: lockLimit };
    const slice = Math.min(SLICE_MS, waitLimit / 4, lockLimit / 4);
    if (this.#locked !== null && forLock.left <= 0) this.#giveUp(turn, true);
    let counted = performance.now();
    const timer = setInterval(() => {
      const patience = this.#locked === null ? forLane : forLock;
      patience.left -= Math.min(performance.now() - counted, 2 * slice);
      counted = performance.now();
      if (patience.left <= 0) this.#giveUp(turn, patience === forLock);
    }, slice);
    try {
      await turn.started;
    } finally {
      clearInterval(timer);
    }
  }

  #giveUp(turn: Turn, locked: boolean): void {
    const at = this.#queue.indexOf(turn);
    if (at < 0) return;
    this.#queue.splice(at, 1);
    turn.refuse(
      new LaneBusyError(
        locked
          ? "Another process holds the write lock of the database"
          : "The database was busy with other writes for too long",
      ),
    );
    if (!locked) this.#expel();
  }

  #expel(): void {
    const holder = this.#current;
    if (!holder?.running || performance.now() - holder.startedAt < this.#options.holdLimit) return;
    holder.fail(new LaneBusyError("The transaction held the database for too long"));
    holder.rollback();
  }

  #failGroup(error: unknown): void {
    const group = this.#group;
    this.#group = null;
    this.#current?.fail(error);
    for (const turn of group?.finished ?? []) turn.settle(error);
  }

  #execOrReplace(sql: string): void {
    try {
      this.connection.engine.exec(sql);
    } catch (error) {
      this.#replaceConnection(error);
    }
  }

  #replaceConnection(error: unknown): void {
    this.#failGroup(error);
    const broken = this.#connection;
    this.#connection = null;
    try {
      if (broken?.engine.inTransaction) broken.engine.exec("rollback");
    } finally {
      broken?.close();
    }
  }

  #hasRoom(group: Group): boolean {
    const open = performance.now() - group.openedAt < this.#options.groupLimit;
    return open && group.finished.length < GROUP_SIZE;
  }

  #afterSchemaChange(): void {
    if (!this.#schemaChanged) return;
    this.#schemaChanged = false;
    this.#connection?.reloadSchema();
    this.#options.onSchemaChange();
  }
}
