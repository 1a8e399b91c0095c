import { recordAudit } from "../audit/record.ts";
import type { Ctx } from "../context.ts";
import { errorFacts, logOf } from "../logs.ts";
import { BYTE_ORDER_MARK, type CsvColumn, csvLine, type CsvStyle } from "./csv.ts";

const log = logOf("http");

export interface CsvExport<Row> {
  /** `orders`, `clients` …: the subject of its audit entry. */
  list: string;
  /** What it was narrowed to, as its address says it. */
  filter: Record<string, string>;
  columns: readonly CsvColumn<Row>[];
  pages: AsyncGenerator<Row[]>;
  style: CsvStyle;
  /** Begins with a byte order mark, for spreadsheets, unless told otherwise. */
  marked?: boolean;
}

/**
 * A list as CSV, read while it is sent: at no time more than a page of it is held. The audit log is told at the end who took how
 * many rows, also where the reader left half way.
 */
export function csvStream<Row>(ctx: Ctx, asked: CsvExport<Row>): ReadableStream<Uint8Array> {
  const { columns, pages, style, marked = true } = asked;
  const encoder = new TextEncoder();
  let rows = 0;
  let begun = false;

  async function told(whole: boolean): Promise<void> {
    await recordAudit(ctx.db, ctx, {
      kind: "list_exported",
      subject: { kind: "list", id: asked.list },
      data: { list: asked.list, filter: asked.filter, rows, whole },
    });
  }

  return new ReadableStream({
    async pull(controller) {
      try {
        if (!begun) {
          begun = true;
          const headings = csvLine(columns.map(({ heading }) => heading), style);
          controller.enqueue(encoder.encode((marked ? BYTE_ORDER_MARK : "") + headings));
          return;
        }
        const page = await pages.next();
        if (page.done) {
          await told(true);
          controller.close();
          return;
        }
        rows += page.value.length;
        const lines = page.value.map((row) => csvLine(columns.map(({ cell }) => cell(row)), style));
        controller.enqueue(encoder.encode(lines.join("")));
      } catch (error) {
        log.error("A list could not be exported", { list: asked.list, rows, ...errorFacts(error) });
        await told(false).catch((untold) => log.error("An export is in no audit log", errorFacts(untold)));
        controller.error(error);
      }
    },
    async cancel() {
      await pages.return(undefined);
      if (begun) await told(false);
    },
  }, { highWaterMark: 0 });
}
