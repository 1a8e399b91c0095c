import { fieldSentence } from "../../views/errors/text.ts";
import { type Branch, branchOf } from "../admin/shop.ts";
import { recordAudit } from "../audit/record.ts";
import { isWhole, powersOf } from "../auth/overrides.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { type Cells, type ImportKind } from "../imports/import.ts";
import type { RowWorld } from "../imports/row.ts";
import { takeRow } from "../imports/take_row.ts";
import { notFound } from "../lib/app_error.ts";
import { recordEvent } from "../orders/history.ts";
import type { OrderStatus } from "../orders/status.ts";
import { orderNote } from "./notes.ts";
import { type MaposData, readMapos } from "./read.ts";
import { clientCells, orderCells, partCells, text, type Values } from "./records.ts";

export interface MaposWish {
  path: string;
  branch: Branch;
  /** What orders that Map-OS calls finished are here. */
  finished: Extract<OrderStatus, "ready" | "delivered">;
  /** False for a trial that changes nothing. */
  write: boolean;
}

export interface MaposReport {
  written: boolean;
  clients: string;
  parts: string;
  orders: string;
  /** The first of what could not be brought in. */
  problems: string[];
  attachments: number;
}

const BATCH = 50;
const MOST_TOLD = 50;

/**
 * Brings clients, products and orders of a Map-OS dump into a branch, batch by batch; what it brought before it does not bring again.
 * Nobody is told anything. @throws BrokenSql; AppError not_found without an administrator
 */
export async function importMapos(ctx: Ctx, wish: MaposWish): Promise<MaposReport> {
  const data = await readMapos(wish.path);
  const world = await worldOf(ctx, wish.branch);
  const { country } = ctx.shop.settings;
  const clients = new Map(data.clientes.map((row) => [text(row.idClientes), clientCells(row, country)]));
  const problems: string[] = [];
  const bring = (kind: ImportKind, rows: readonly Brought[]) =>
    bringIn(world, { kind, rows, wish, problems });
  const report = {
    written: wish.write,
    clients: await bring("clients", [...clients.values()].map((cells) => ({ cells }))),
    parts: await bring("parts", data.produtos.map((row) => ({ cells: partCells(row) }))),
    orders: await bring("orders", ordersOf(data, { clients, finished: wish.finished })),
    problems,
    attachments: data.anexos.length,
  };
  if (wish.write) {
    const { problems: _, ...told } = report;
    await recordAudit(ctx.db, world.ctx, {
      kind: "import_finished",
      subject: { kind: "import", id: "" },
      data: { list: "map-os", ...told },
    });
  }
  return report;
}

/** The shop's first administrator who may everything stands for what is brought in. */
async function worldOf(ctx: Ctx, branch: Branch): Promise<RowWorld> {
  const people = await ctx.db.selectFrom("user").select(["id", "name", "role", "overrides_json"]).where(
    "active",
    "=",
    1,
  )
    .orderBy("created_at").orderBy("id").execute();
  const admin = people.find((user) => isWhole(powersOf(user)));
  if (!admin) throw notFound();
  const { id, name, role } = admin;
  return {
    ctx: { ...ctx, actor: { kind: "user", id, name, role, branchId: branch.id } },
    branch: branchOf(ctx.shop, branch.id),
    // Amounts in a dump have a decimal point.
    locale: "en",
    dateOrder: "day_first",
    prefix: "mapos:",
  };
}

interface Brought {
  cells: Cells;
  /** What is noted on what was made of it. */
  note?: string;
}

interface Bringing {
  kind: ImportKind;
  rows: readonly Brought[];
  wish: MaposWish;
  problems: string[];
}

/** `12 new, 0 changed, 3 known, 1 with errors`. */
async function bringIn(world: RowWorld, { kind, rows, wish, problems }: Bringing): Promise<string> {
  const tally = { made: 0, changed: 0, same: 0, failed: 0 };
  const seen = new Map<string, string>();
  for (let from = 0; from < rows.length; from += BATCH) {
    await world.ctx.db.transaction().execute(async (trx) => {
      for (const { cells, note } of rows.slice(from, from + BATCH)) {
        const taken = await takeRow(trx, world, { kind, cells, trying: !wish.write, seen });
        if ("problems" in taken) {
          tally.failed++;
          if (problems.length < MOST_TOLD) problems.push(problemOf(kind, cells, taken.problems));
          continue;
        }
        tally[taken.outcome]++;
        if (taken.outcome === "made" && taken.subjectId && note) {
          await addNote(trx, world, taken.subjectId, note);
        }
      }
    });
  }
  const { made, changed, same, failed } = tally;
  return `${made} new, ${changed} changed, ${same} known, ${failed} with errors`;
}

function problemOf(kind: ImportKind, cells: Cells, problems: Parameters<typeof told>[0]): string {
  return `${kind} ${cells.key ?? cells.sku ?? ""}: ${told(problems)}`;
}

function told(problems: Record<string, Parameters<typeof fieldSentence>[0]>): string {
  return Object.entries(problems).map(([field, error]) => `${field}: ${fieldSentence(error, "en")}`).join(
    " ",
  );
}

/** Among the notes and in the history, as one that is written by hand. */
async function addNote(trx: Db, { ctx }: RowWorld, orderId: string, text: string): Promise<void> {
  const visibility = "internal";
  await trx.insertInto("note").values({
    id: ctx.random.id(ctx.now),
    order_id: orderId,
    visibility,
    text,
    written_by: ctx.actor.id ?? "",
    written_at: ctx.now,
  }).execute();
  await recordEvent(trx, ctx, { orderId, kind: "note_added", data: { text, visibility } });
}

function ordersOf(
  data: MaposData,
  { clients, finished }: { clients: ReadonlyMap<string, Cells>; finished: OrderStatus },
): Brought[] {
  const brands = new Map(data.marcas.map((row) => [row.idMarcas, text(row.marca)]));
  const equipment = new Map(data.equipamentos.map((row) => [row.idEquipamentos, row]));
  const brought = new Map(data.equipamentos_os.map((row) => [row.os_id, row]));
  const of = (rows: readonly Values[]) => Map.groupBy(rows, (row) => row.os_id ?? "");
  const [products, services] = [of(data.produtos_os), of(data.servicos_os)];
  const [notes, attachments] = [of(data.anotacoes_os), of(data.anexos)];
  const entries = new Map(data.lancamentos.map((row) => [row.idLancamentos, row]));
  return data.os.map((row) => {
    const id = row.idOs ?? "";
    const link = brought.get(id);
    const device = equipment.get(link?.equipamentos_id ?? "");
    const cells = orderCells(row, {
      client: clients.get(text(row.clientes_id)) ?? { key: text(row.clientes_id) },
      equipment: device
        ? {
          row: device,
          brand: brands.get(device.marcas_id ?? "") ?? "",
          fault: text(link?.defeito_declarado),
        }
        : null,
      finished,
    });
    const note = orderNote({
      order: row,
      found: text(link?.defeito_encontrado),
      products: products.get(id) ?? [],
      services: services.get(id) ?? [],
      notes: notes.get(id) ?? [],
      attachments: attachments.get(id) ?? [],
      entry: entries.get(row.lancamento ?? "") ?? null,
    });
    return { cells, note };
  });
}
