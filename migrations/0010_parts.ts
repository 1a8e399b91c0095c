import { sql } from "kysely";
import { appendOnly, type Migration, searchIndex } from "../src/db/columns.ts";
import { addColumns, createIndex, createTable } from "../src/db/table.ts";

/** The catalogue of parts, the moves of their stock, what orders take of it, and what is bought. */
export async function up(m: Migration): Promise<void> {
  await catalogue(m);
  await purchases(m);
  await stock(m);
  await orders(m);
}

async function catalogue(m: Migration): Promise<void> {
  await createTable(m, "part", {
    seq: "seq",
    id: "id",
    sku: "text",
    ean: "text",
    name: "text",
    name_fold: "text",
    description: "text",
    category: "text",
    unit: "text",
    price_minor: "int",
    currency: "text",
    serialised: "flag",
    active: "flag",
    search_fold: "text",
    form_key: "text?",
    created_at: "int",
    created_by: "-> user?",
    updated_at: "int",
    version: "int",
  }, (t) =>
    t.addUniqueConstraint("part_sku_key", ["sku"])
      .addUniqueConstraint("part_form_key", ["form_key"]));
  await m.db.schema.createIndex("part_ean_key").on("part").column("ean").unique()
    .where(sql.ref("ean"), "<>", sql`''`).execute();
  await createIndex(m, "part", ["active", "name_fold", "seq"]);
  await createIndex(m, "part", ["active", "category", "name_fold", "seq"]);
  await searchIndex(m, "part");

  await createTable(m, "part_cost", {
    id: "id",
    part_id: "-> part",
    cost_minor: "int",
    currency: "text",
    at: "int",
    by_id: "-> user?",
    by_name: "text",
  });
  await createIndex(m, "part_cost", ["part_id", "id"]);
  await appendOnly(m, "part_cost");
  await createTable(
    m,
    "part_model",
    { part_id: "-> part", position: "int", model: "text", model_fold: "text" },
    (t) => t.addPrimaryKeyConstraint("part_model_pkey", ["part_id", "position"]),
  );
  await createIndex(m, "part_model", ["model_fold", "part_id"]);
}

async function purchases(m: Migration): Promise<void> {
  await createTable(m, "purchase_list", {
    seq: "seq",
    id: "id",
    branch_id: "-> branch",
    supplier: "text",
    note: "text",
    ordered_at: "int?",
    closed_at: "int?",
    form_key: "text",
    created_at: "int",
    created_by: "-> user",
    version: "int",
  }, (t) => t.addUniqueConstraint("purchase_list_form_key", ["form_key"]));
  await createIndex(m, "purchase_list", ["branch_id", "seq"]);
  await m.db.schema.createIndex("purchase_list_open_idx").on("purchase_list").columns(["branch_id", "seq"])
    .where(sql.ref("closed_at"), "is", null).execute();
  await createTable(m, "purchase_line", {
    id: "id",
    list_id: "-> purchase_list",
    part_id: "-> part",
    ordered: "int",
    received: "int",
  }, (t) =>
    t.addUniqueConstraint("purchase_line_key", ["list_id", "part_id"])
      .addCheckConstraint("purchase_line_sound", sql`received >= 0 and ordered >= received`));
  await createIndex(m, "purchase_line", ["part_id", "id"]);
}

async function stock(m: Migration): Promise<void> {
  await createTable(m, "stock_location", {
    id: "id",
    branch_id: "-> branch",
    code: "text",
    created_at: "int",
  }, (t) => t.addUniqueConstraint("stock_location_key", ["branch_id", "code"]));
  await sql`insert into stock_location (id, branch_id, code, created_at)
    select id, id, 'GENERAL', created_at from branch`.execute(m.db);

  await createTable(m, "stock_balance", {
    part_id: "-> part",
    branch_id: "-> branch",
    on_hand: "int",
    reserved: "int",
    minimum: "int",
    location_id: "-> stock_location",
  }, (t) =>
    t.addPrimaryKeyConstraint("stock_balance_pkey", ["part_id", "branch_id"])
      .addCheckConstraint("stock_balance_sound", sql`reserved >= 0 and on_hand >= reserved`));
  await m.db.schema.createIndex("stock_balance_low_idx").on("stock_balance")
    .columns(["branch_id", "part_id"]).where(sql<boolean>`minimum > on_hand - reserved`).execute();

  await createTable(m, "part_unit", {
    id: "id",
    part_id: "-> part",
    branch_id: "-> branch",
    serial: "text",
    serial_fold: "text",
    state: "text",
    order_id: "-> order?",
    created_at: "int",
    updated_at: "int",
  }, (t) => t.addUniqueConstraint("part_unit_key", ["part_id", "serial_fold"]));
  await createIndex(m, "part_unit", ["serial_fold"]);
  await createIndex(m, "part_unit", ["part_id", "state", "id"]);

  await createTable(m, "stock_move", {
    id: "id",
    kind: "text",
    part_id: "-> part",
    branch_id: "-> branch",
    on_hand_change: "int",
    reserved_change: "int",
    order_id: "-> order?",
    part_unit_id: "-> part_unit?",
    purchase_line_id: "-> purchase_line?",
    reason: "text",
    note: "text",
    actor_id: "text?",
    actor_name: "text",
    at: "int",
  }, (t) =>
    t.addForeignKeyConstraint("stock_move_balance", ["part_id", "branch_id"], "stock_balance", [
      "part_id",
      "branch_id",
    ]).addCheckConstraint(
      "stock_move_signs",
      sql`case kind
        when 'receive' then on_hand_change > 0 and reserved_change = 0
        when 'return' then on_hand_change > 0 and reserved_change = 0
        when 'reserve' then on_hand_change = 0 and reserved_change > 0
        when 'release' then on_hand_change = 0 and reserved_change < 0
        when 'consume' then on_hand_change < 0 and reserved_change between on_hand_change and 0
        when 'scrap' then on_hand_change < 0 and reserved_change between on_hand_change and 0
        when 'adjust' then on_hand_change <> 0 and reserved_change = 0
        else 1 = 0 end`,
    ));
  await createIndex(m, "stock_move", ["part_id", "id"]);
  await createIndex(m, "stock_move", ["order_id", "id"]);
  await appendOnly(m, "stock_move");

  await createTable(m, "stock_form", { id: "id", at: "int" });
  await createIndex(m, "stock_form", ["at"]);
}

async function orders(m: Migration): Promise<void> {
  await addColumns(m, "order", { parts_in: "flag" });
  await createTable(m, "order_part", {
    id: "id",
    order_id: "-> order",
    part_id: "-> part",
    branch_id: "-> branch",
    planned: "int",
    wanted: "int",
    reserved: "int",
    used: "int",
    returned: "int",
    scrapped: "int",
    charged: "int",
    price_minor: "int",
    currency: "text",
    explanation: "text",
  }, (t) =>
    t.addUniqueConstraint("order_part_key", ["order_id", "part_id"])
      .addCheckConstraint(
        "order_part_sound",
        sql`planned >= 0 and reserved >= 0 and used >= 0 and returned >= 0 and scrapped >= 0
          and wanted >= used + reserved`,
      ));
  await m.db.schema.createIndex("order_part_short_idx").on("order_part").columns(["branch_id", "part_id"])
    .where(sql<boolean>`wanted > used + reserved`).execute();
  await m.db.schema.createIndex("order_part_held_idx").on("order_part").columns(["part_id", "branch_id"])
    .where(sql<boolean>`reserved > 0`).execute();
}
