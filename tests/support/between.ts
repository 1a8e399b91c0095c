import type { KyselyPlugin, QueryId } from "kysely";
import type { Db, OpenOptions } from "../../src/db/open.ts";
import type { TestDatabase } from "./database.ts";

/** Somebody who acts between two statements of another request. */
export class Between {
  readonly open: OpenOptions = {
    onQuery: ({ sql, queryId }) => {
      if (!this.#pattern?.test(sql)) return;
      this.#pattern = null;
      this.#behind = queryId;
    },
  };
  #pattern: RegExp | null = null;
  #behind: QueryId | null = null;
  #act = () => Promise.resolve();

  /** Acts once, as soon as the next statement like that has been answered. */
  after(pattern: RegExp, act: () => Promise<void>): void {
    this.#pattern = pattern;
    this.#act = act;
  }

  /** The database, opened with `open`, as those see it who are acted in between of. */
  of(database: TestDatabase): TestDatabase {
    return { ...database, db: database.db.withPlugin(this.#plugin) as Db };
  }

  readonly #plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ queryId, result }) => {
      if (queryId !== this.#behind) return result;
      this.#behind = null;
      await this.#act();
      return result;
    },
  };
}
