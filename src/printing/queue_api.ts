import { z } from "zod";
import { cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { commaList, Id, PAGE, Search } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { invalid } from "../lib/app_error.ts";
import { OrderNumber } from "../orders/json.ts";
import { paths } from "../paths.ts";
import { ReceiptWish } from "./input.ts";
import { cancelPrintJob, dismissPrintJob, reprint, resolveUnknown, retryPrintJob } from "./job_commands.ts";
import { movePrintJob } from "./move_commands.ts";
import { jobSummary, jobTold, Printer, printerTold, PrintJob, PrintJobSummary } from "./json.ts";
import { PRINT_JOB_STATES } from "./print_job.ts";
import { printersOfShop } from "./printer_queries.ts";
import { queuePrint } from "./queue_commands.ts";
import { PrinterWish, PrintSighting, PrintWish } from "./queue_input.ts";
import { livePrinter, queuedJob, queuePage } from "./queue_queries.ts";
import { requestReceipt } from "./receipt_commands.ts";

const tag = "printing";
const scope = "print";
const params = z.object({ id: Id });
const answer = { text: "The print job as it is now", schema: PrintJob };

/** Printers, and the queue of labels for programs: the commands of the screens, by the same rules. */
export const printOperations: readonly Operation[] = [
  operation({
    id: "listPrinters",
    method: "get",
    path: paths.apiPrinters(),
    tag,
    scope,
    summary: "List the printers with how they stand",
    answer: { text: "Those of all daemons, by branch", schema: z.array(Printer) },
    async handle(ctx) {
      return { body: (await printersOfShop(ctx)).map(printerTold) };
    },
  }),
  operation({
    id: "getPrinter",
    method: "get",
    path: paths.apiPrinter("{key}"),
    tag,
    scope,
    summary: "Read how a printer stands",
    params: z.object({ key: z.string().max(200).meta({ description: "The printer's key, or its id" }) }),
    answer: { text: "The printer", schema: Printer },
    refuses: ["conflict"],
    async handle(ctx, { params: { key } }) {
      return { body: printerTold(await livePrinter(ctx, key)) };
    },
  }),
  operation({
    id: "listPrintJobs",
    method: "get",
    path: paths.apiPrintJobs(),
    tag,
    scope,
    summary: "List the print jobs",
    query: z.object({
      ...PAGE,
      state: commaList(PRINT_JOB_STATES).optional().meta({
        description: "Only in these states, parted by commas",
      }),
      order_number: OrderNumber.optional(),
      q: Search.meta({
        description:
          "Words of their orders (number, client, phone, device, fault), accents and case aside; " +
          "the newest orders first. Labels of no order are not found",
      }),
      sort: z.enum(["newest", "oldest"], { error: "invalid" }).default("newest").meta({
        description: "`oldest` goes without `q`",
      }),
    }),
    answer: { text: "One page of print jobs", schema: z.array(PrintJobSummary) },
    async handle(ctx, { query: { state: states = [], order_number: number, q, sort, cursor, limit } }) {
      const sought = q.trim() !== "";
      if (sought && sort !== "newest") throw invalid({ sort: { code: "sort_with_search" } });
      const list = sought ? "search" : sort;
      const [seq, order = 0] = cursorNumbers(list, cursor, { count: 2 }) ?? [];
      const after = seq === undefined ? null : { seq, order };
      const { jobs, next } = await queuePage(ctx, { states, number, q, sort, after }, limit);
      return { body: jobs.map(jobSummary), next: next && cursorText(list, [next.seq, next.order]) };
    },
  }),
  operation({
    id: "createPrintJob",
    method: "post",
    path: paths.apiPrintJobs(),
    tag,
    scope,
    summary: "Print a label",
    description: "Of an order's device or accessory, or one with words of your own.",
    body: PrintWish,
    example: { printer: "mostrador", template: "text", data: { code: "CAJA-7", lines: ["Tornillos"] } },
    statuses: [201],
    answer: { text: "The print job", schema: PrintJob },
    handle: async (ctx, { body, key }) => made(ctx, await queuePrint(ctx, body, `api:${key}`)),
  }),
  operation({
    id: "getPrintJob",
    method: "get",
    path: paths.apiPrintJob("{id}"),
    tag,
    scope,
    summary: "Read what has become of a label",
    params,
    answer,
    async handle(ctx, { params: { id } }) {
      return { body: jobTold(await queuedJob(ctx, id)) };
    },
  }),
  operation({
    id: "cancelPrintJob",
    method: "post",
    path: paths.apiPrintJobCancelling("{id}"),
    tag,
    scope,
    summary: "Take a label back",
    description: "At once while no daemon has seen it; with status 202 its daemon was asked, and settles it.",
    params,
    statuses: [200, 202],
    answer,
    async handle(ctx, { params: { id } }) {
      const done = await cancelPrintJob(ctx, id);
      return { body: jobTold(await queuedJob(ctx, id)), status: done === "cancelled" ? 200 : 202 };
    },
  }),
  operation({
    id: "resolvePrintJob",
    method: "post",
    path: paths.apiPrintJobResult("{id}"),
    tag,
    scope,
    summary: "Tell whether a label came out whose end nobody knows",
    params,
    body: PrintSighting,
    example: { printed: true },
    answer,
    async handle(ctx, { params: { id }, body: { printed }, key }) {
      await resolveUnknown(ctx, id, { saw: printed ? "printed" : "forget", idemKey: `api:${key}` });
      return { body: jobTold(await queuedJob(ctx, id)) };
    },
  }),
  operation({
    id: "retryPrintJob",
    method: "post",
    path: paths.apiPrintJobRetry("{id}"),
    tag,
    scope,
    summary: "Try a label again that waits too long, as the same job",
    description: "It can never come out twice; what its daemon has not seen gets its whole time once more.",
    params,
    answer,
    async handle(ctx, { params: { id } }) {
      await retryPrintJob(ctx, id);
      return { body: jobTold(await queuedJob(ctx, id)) };
    },
  }),
  operation({
    id: "movePrintJob",
    method: "post",
    path: paths.apiPrintJobMove("{id}"),
    tag,
    scope,
    summary: "Send a label that is not printed yet to another printer, as the same job",
    description: "At once while no daemon has seen it; with status 202 once its daemon has given it back.",
    params,
    body: PrinterWish,
    example: { printer: "taller" },
    statuses: [200, 202],
    answer,
    async handle(ctx, { params: { id }, body: { printer } }) {
      const way = await movePrintJob(ctx, id, (await livePrinter(ctx, printer)).id);
      return { body: jobTold(await queuedJob(ctx, id)), status: way === "moved" ? 200 : 202 };
    },
  }),
  operation({
    id: "dismissPrintJob",
    method: "post",
    path: paths.apiPrintJobDismissal("{id}"),
    tag,
    scope,
    summary: "Say that nobody wants a label any more that failed or waited too long",
    params,
    answer,
    async handle(ctx, { params: { id } }) {
      await dismissPrintJob(ctx, id);
      return { body: jobTold(await queuedJob(ctx, id)) };
    },
  }),
  operation({
    id: "printReceipt",
    method: "post",
    path: paths.apiOrderReceiptPrint("{number}"),
    tag,
    scope,
    summary: "Print the receipt of an order's intake or delivery on the receipt printer",
    description:
      "Where the branch has chosen that it comes out. What was paid is on that of a delivery: it needs payments:read too.",
    params: z.object({ number: OrderNumber }),
    body: ReceiptWish.omit({ form_key: true }),
    example: { document: "receipt_intake" },
    statuses: [202],
    answer: { text: "The print jobs", schema: z.object({ job_ids: z.array(Id) }) },
    async handle(ctx, { params: { number }, body: { document }, key }) {
      return { body: { job_ids: await requestReceipt(ctx, number, { document, idemKey: `api:${key}` }) } };
    },
  }),
  operation({
    id: "reprint",
    method: "post",
    path: paths.apiReprint("{id}"),
    tag,
    scope,
    summary: "Print a label once more, as a job of its own",
    params,
    statuses: [201],
    answer: { text: "The new print job", schema: PrintJob },
    handle: async (ctx, { params: { id }, key }) => made(ctx, await reprint(ctx, id, `api:${key}`)),
  }),
];

async function made(ctx: Ctx, id: string) {
  return { body: jobTold(await queuedJob(ctx, id)), location: paths.apiPrintJob(id) };
}
