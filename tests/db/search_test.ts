import { assert, asyncProperty, oneof, string } from "fast-check";
import type { Generated, Kysely } from "kysely";
import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { int, searchIndex, sequenceKey, strict } from "../../src/db/columns.ts";
import type { Flavour } from "../../src/db/flavour.ts";
import { matches } from "../../src/db/search.ts";
import { fold } from "../../src/lib/fold.ts";
import { eachDatabase } from "../support/database.ts";
import { assertUsesIndex, explain } from "../support/plan.ts";

interface Shelf {
  book: { seq: Generated<number>; title: string; shelf: number; search_fold: string };
}

const TITLES = [
  "José Núñez, Cartas",
  "JOSE NUNEZ II",
  "Garza y García",
  "Gárgola 100%",
  "Łódź under_score",
  "Núñez",
];

eachDatabase("search knows no accents or capitals and answers newest first", async (_t, database) => {
  const shelf = await aShelf(database);
  const found = (text: string, before?: number) => titles(shelf, database.flavour, { text, before });
  deepEqual(await found("josé nuñez"), ["JOSE NUNEZ II", "José Núñez, Cartas"]);
  deepEqual(await found("NUNEZ jose"), ["JOSE NUNEZ II", "José Núñez, Cartas"]);
  deepEqual(await found("gar"), ["Gárgola 100%", "Garza y García"]);
  deepEqual(await found("lodz"), ["Łódź under_score"]);
  deepEqual(await found("nadie"), []);
  deepEqual(await found("nunez", 6), ["JOSE NUNEZ II", "José Núñez, Cartas"]);
  deepEqual(await found("nunez", 2), ["José Núñez, Cartas"]);
  deepEqual(await found("  "), [...TITLES].reverse());
  deepEqual(await found("", 3), ["JOSE NUNEZ II", "José Núñez, Cartas"]);
});

eachDatabase("what a person types is never syntax", async (_t, database) => {
  const shelf = await aShelf(database);
  const found = (text: string) => titles(shelf, database.flavour, { text });
  deepEqual(await found("100%"), ["Gárgola 100%"]);
  deepEqual(await found("%"), [...TITLES].reverse());
  deepEqual(await found("_"), [...TITLES].reverse());
  deepEqual(await found('jose" OR "garza'), []);
  deepEqual(await found("search_fold : nunez"), []);
  for (
    const text of [
      '"',
      "'",
      "*",
      "^jose",
      "jose*",
      "-jose",
      "NEAR(jose nunez)",
      "a AND",
      "\u0000",
      "(",
      "{a b}:c",
    ]
  ) {
    await found(text);
  }
  await assert(
    asyncProperty(oneof(string(), string({ unit: "binary" })), async (text) => void await found(text)),
    { numRuns: 60 },
  );
});

eachDatabase("the index follows inserts, changes of the folded text and deletes", async (_t, database) => {
  const shelf = await aShelf(database);
  const found = (text: string) => titles(shelf, database.flavour, { text });
  await shelf.updateTable("book").set({ title: "Ñandú", search_fold: fold("Ñandú") }).where("seq", "=", 1)
    .execute();
  deepEqual(await found("nandu"), ["Ñandú"]);
  deepEqual(await found("jose"), ["JOSE NUNEZ II"]);
  await shelf.updateTable("book").set({ shelf: 9 }).where("seq", "=", 1).execute();
  deepEqual(await found("nandu"), ["Ñandú"]);
  await shelf.deleteFrom("book").where("seq", "=", 2).execute();
  deepEqual(await found("jose"), []);
  await rejects(
    shelf.transaction().execute(async (trx) => {
      await trx.insertInto("book").values(aBook("Fantasma")).execute();
      throw new Error("undone");
    }),
  );
  deepEqual(await found("fantasma"), []);
});

eachDatabase("search joins and filters like any query, and walks an index", async (_t, database) => {
  const shelf = await aShelf(database);
  for (let i = 0; i < 3_000; i += 100) {
    const books = Array.from(
      { length: 100 },
      (_, j) => aBook(`Tomo ${i + j} ${j % 7 ? "García" : "Núñez"}`, (i + j) % 50),
    );
    await shelf.insertInto("book").values(books).execute();
  }
  const query = shelf.selectFrom("book").select(["book.seq", "book.title"]).where("book.shelf", "=", 7)
    .$call((qb) => matches(qb, { flavour: database.flavour, table: "book", text: "garcia", before: 2_500 }))
    .limit(20);
  const rows = await query.execute();
  equal(rows.length, 20);
  deepEqual(rows.map(({ seq }) => seq), rows.map(({ seq }) => seq).sort((a, b) => b - a));
  await assertUsesIndex(database, query.compile());
  if (database.flavour === "sqlite") {
    match(await explain(database, query.compile()), /^SCAN book_fts VIRTUAL TABLE/);
  }
  await rejects(
    assertUsesIndex(database, shelf.selectFrom("book").selectAll().where("title", "=", "x").compile()),
  );
});

async function aShelf({ db, flavour }: { db: unknown; flavour: Flavour }): Promise<Kysely<Shelf>> {
  const shelf = db as Kysely<Shelf>;
  await strict(
    flavour,
    sequenceKey(flavour, shelf.schema.createTable("book"))
      .addColumn("title", "text", (column) => column.notNull())
      .addColumn("shelf", int(flavour), (column) => column.notNull())
      .addColumn("search_fold", "text", (column) => column.notNull()),
  ).execute();
  await searchIndex({ db: db as Kysely<unknown>, flavour }, "book");
  await shelf.schema.createIndex("book_shelf_seq").on("book").columns(["shelf", "seq"]).execute();
  for (const title of TITLES) await shelf.insertInto("book").values(aBook(title)).execute();
  return shelf;
}

function aBook(title: string, shelf = 0) {
  return { title, shelf, search_fold: fold(title) };
}

async function titles(
  shelf: Kysely<Shelf>,
  flavour: Flavour,
  { text, before }: { text: string; before?: number },
): Promise<string[]> {
  const rows = await shelf.selectFrom("book").select("book.title")
    .$call((qb) => matches(qb, { flavour, table: "book", text, before })).execute();
  return rows.map(({ title }) => title);
}
