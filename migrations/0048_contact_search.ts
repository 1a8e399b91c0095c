import { sql } from "kysely";
import { type Migration, searchIndex } from "../src/db/columns.ts";
import { addColumns } from "../src/db/table.ts";

const TABLES = ["client", "order"] as const;
const AT_ONCE = 500;

/** What a client is reached by stands apart from what else they and their orders are found by: not everybody may search by it. */
export async function up(m: Migration): Promise<void> {
  for (const table of TABLES) {
    await addColumns(m, table, { contact_fold: "text" });
    await dropIndex(m, table);
  }
  await moveContacts(m);
  for (const table of TABLES) await searchIndex(m, table, ["search_fold", "contact_fold"]);
}

async function dropIndex({ db, flavour }: Migration, table: string): Promise<void> {
  if (flavour === "postgres") return void await db.schema.dropIndex(`${table}_search_fold_trgm`).execute();
  for (const act of ["insert", "delete", "update"]) {
    await sql`drop trigger ${sql.id(`${table}_fts_${act}`)}`.execute(db);
  }
  await db.schema.dropTable(`${table}_fts`).execute();
}

interface ContactRow {
  client_id: string;
  value: string;
  display: string;
}

/** They stood in one piece, as they are written here. */
async function moveContacts({ db }: Migration): Promise<void> {
  for (let after = "";;) {
    const { rows: clients } = await sql<{ id: string }>`select id from client where id > ${after}
      order by id limit ${AT_ONCE}`.execute(db);
    const last = clients.at(-1);
    if (!last) return;
    const { rows } = await sql<ContactRow>`select client_id, value, display from contact
      where client_id > ${after} and client_id <= ${last.id} order by client_id, position`.execute(db);
    for (const [client, contacts] of Map.groupBy(rows, ({ client_id }) => client_id)) {
      const words = folded(contacts.flatMap(wordsOf).join(" "));
      const without = sql`trim(replace(' ' || search_fold || ' ', ${` ${words} `}, ' '))`;
      const apart = sql`search_fold = ${without}, contact_fold = ${words}`;
      await sql`update client set ${apart} where id = ${client}`.execute(db);
      await sql`update ${sql.table("order")} set ${apart} where client_id = ${client}`.execute(db);
    }
    after = last.id;
  }
}

function wordsOf({ value, display }: ContactRow): string[] {
  if (value.includes("@")) return [value];
  const digits = value.replace(/\D/g, "");
  const short = [10, 8, 7, 6].filter((length) => digits.length > length);
  return [display, digits, ...short.map((length) => digits.slice(-length))];
}

const LETTERS: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  ħ: "h",
  ŧ: "t",
  þ: "th",
  ı: "i",
  ς: "σ",
};

function folded(text: string): string {
  return text.normalize("NFKD").toLowerCase().normalize("NFKD").replace(/\p{M}+/gu, "")
    .replace(/[ßæœøđðłħŧþıς]/g, (letter) => LETTERS[letter] ?? letter).replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
