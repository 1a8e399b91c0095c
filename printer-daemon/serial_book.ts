import type { Sqlite } from "./sqlite.ts";

export const SERIAL_SCHEMA = `
create table if not exists serials (printer text primary key, serial text not null, seen_at integer not null) strict;
`;

/** Which printer was first seen at each address, so that another one in its place gets no label by mistake. */
export class SerialBook {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
  }

  of(printer: string): string | null {
    const serial = this.#db.row("select serial from serials where printer = ?", printer)?.serial;
    return typeof serial === "string" ? serial : null;
  }

  /** From now on this is the printer; also how staff accept another one. */
  keep(printer: string, serial: string, at: number): void {
    this.#db.run(
      "insert into serials (printer, serial, seen_at) values (?, ?, ?) " +
        "on conflict (printer) do update set serial = excluded.serial, seen_at = excluded.seen_at",
      printer,
      serial,
      at,
    );
  }
}
