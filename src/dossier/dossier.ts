import { text as auditText } from "../../views/audit/text.ts";
import { dossierText } from "../../views/dossier/text.ts";
import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { inSnapshot } from "../db/snapshot.ts";
import { bundle } from "../documents/bundle.ts";
import { type DossierFront, dossierPaper } from "../documents/dossier_paper.ts";
import { renderPaper } from "../documents/paper.ts";
import { canonicalJson, type Json } from "../lib/canonical.ts";
import { zipInto } from "../dump/zip.ts";
import { fingerprint } from "../lib/seal.ts";
import { sha256 } from "../lib/token.ts";
import { type DrawnPack, drawnPack, packedPapers, takerOf } from "../orders/pack.ts";
import { type OrderPaperFacts, orderPaperFacts } from "../orders/paper_queries.ts";
import { auditHead, auditOf, dossierRows, peopleIn } from "./contents_queries.ts";
import { signingKey } from "./signing_key.ts";
import { DOSSIER_FORMAT, pemOfKey } from "./verify.ts";

export interface Dossier {
  fileName: string;
  /** A zip: PDF, JSON, the signature over the JSON and the public key. */
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Everything about one order, signed with the shop's key, for a dispute. The audit log keeps who took it and the hash of what was signed.
 * @throws AppError forbidden, not_found
 */
export async function takeDossier(
  ctx: Ctx,
  number: string,
  id = ctx.random.id(ctx.now),
): Promise<Dossier> {
  requirePermission(ctx.actor, "orders.pack");
  const { facts, packed, ...read } = await inSnapshot(ctx, (db) => readAll({ ...ctx, db }, number));
  const key = await signingKey(ctx);
  const contents = { ...read, ...await drawnPack(ctx, packed) };
  const front = { id, madeBy: ctx.actor.name, fingerprint: fingerprint(key.publicKey) };
  const pdf = await pdfOf(ctx, { facts, contents, front });
  const json = new TextEncoder().encode(canonicalJson({
    format: DOSSIER_FORMAT,
    version: 1,
    id,
    number,
    made_at: new Date(ctx.now).toISOString(),
    made_by: ctx.actor.name,
    shop: { name: facts.shop.name, branch_id: facts.detail.order.branch_id },
    key: { algorithm: "Ed25519", public_key: key.publicKey, fingerprint: front.fingerprint },
    pdf: { name: `expediente-${number}.pdf`, sha256: sha256(pdf) },
    papers: contents.papers.map(({ fileName, bytes }) => ({
      name: `${fileName}.pdf`,
      sha256: sha256(bytes),
    })),
    ...contents.rows,
    audit: contents.audit,
    audit_head: contents.head,
    people: contents.people,
  }));
  const signature = await key.sign(json);
  await recordAudit(ctx.db, ctx, {
    kind: "dossier_taken",
    subject: { kind: "order", id: facts.detail.order.id },
    data: { order: number, dossier: id, sha256: sha256(json), key: front.fingerprint },
  });
  const fileName = `expediente-${number}`;
  const pem = new TextEncoder().encode(pemOfKey(key.publicKey));
  const entries = { pdf, json, sig: signature, pem };
  return { fileName, bytes: await zipped(fileName, entries) };
}

type Contents = Omit<Awaited<ReturnType<typeof readAll>>, "facts" | "packed"> & DrawnPack;

async function readAll(ctx: Ctx, number: string) {
  const facts = await orderPaperFacts(ctx, number);
  const { order } = facts.detail;
  const rows = await dossierRows(ctx, order);
  const ids = (name: string) => list(rows[name]).map((row) => text(row.id));
  const about = [
    order.id,
    order.intake_id,
    order.client_id,
    order.device_id,
    ...ids("quotes"),
    ...ids("messages"),
  ];
  const audit = await auditOf(ctx, about);
  return {
    facts,
    rows,
    packed: await packedPapers(ctx, facts),
    audit,
    head: await auditHead(ctx),
    people: await peopleIn(ctx, [rows, audit]),
  };
}

async function pdfOf(
  ctx: Ctx,
  { facts, contents, front }: {
    facts: OrderPaperFacts;
    contents: Contents;
    front: Pick<DossierFront, "id" | "madeBy" | "fingerprint">;
  },
): Promise<Uint8Array<ArrayBuffer>> {
  const hashed = (name: string) =>
    list(contents.rows[name]).map((row) => ({ name: text(row.name), sha256: text(row.sha256) }));
  const paper = dossierPaper({ ...facts, reading: takerOf(ctx) }, {
    ...front,
    papers: contents.papers.map(({ fileName, bytes }) => ({ name: fileName, sha256: sha256(bytes) })),
    photos: hashed("photos"),
    signatures: hashed("signatures").filter((one) => one.sha256 !== ""),
    audit: list(contents.audit).map((entry) => ({
      at: Date.parse(text(entry.at)),
      words: [auditText[ctx.locale].kinds[text(entry.kind)] ?? text(entry.kind), text(entry.actor_name)]
        .filter(Boolean).join(" · "),
      seq: Number(entry.seq),
      hash: text(entry.hash),
    })),
  });
  const first = await renderPaper(paper, { format: "a4", pictures: ctx.files.read });
  const title = `${dossierText[ctx.locale].paper.title} ${facts.detail.order.number}`;
  const { papers, attachments } = contents;
  const about = { title, author: facts.shop.name, locale: ctx.locale, at: ctx.now, attachments };
  return await bundle(about, [first, ...papers.map(({ bytes }) => bytes)]);
}

async function zipped(
  fileName: string,
  entries: Record<string, Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const written = new Response(readable).arrayBuffer();
  const zip = await zipInto(writable);
  for (const [ending, bytes] of Object.entries(entries)) {
    await zip.add(`${fileName}.${ending}`, new Blob([bytes]).stream(), { packed: ending === "json" });
  }
  await zip.end();
  return new Uint8Array(await written);
}

function list(rows: Json | undefined): { [name: string]: Json }[] {
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row) => typeof row === "object" && row !== null && !Array.isArray(row) ? [row] : []);
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
