import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { paths } from "../paths.ts";
import { PrinterName } from "./input.ts";
import { Printer, printerTold } from "./json.ts";
import { moveQueue } from "./move_commands.ts";
import {
  calibratePrinter,
  chooseFallback,
  makeDefault,
  openDrawer,
  pausePrinter,
  printTestLabel,
  renamePrinter,
} from "./printer_commands.ts";
import { printerOf } from "./printer_queries.ts";

const tag = "printing";
const scope = "printers:write";
const params = z.object({ id: Id });
const answer = { text: "The printer as it is now", schema: Printer };
const asked = { text: "Its daemon has been asked", schema: Printer };

/** What the page of the printers does. */
export const printerOperations: readonly Operation[] = [
  operation({
    id: "renamePrinter",
    method: "put",
    path: paths.apiPrinterName("{id}"),
    tag,
    scope,
    summary: "Give a printer another name",
    params,
    body: PrinterName,
    example: { name: "Mostrador" },
    answer,
    async handle(ctx, { params: { id }, body: { name } }) {
      await renamePrinter(ctx, id, name);
      return await told(ctx, id);
    },
  }),
  operation({
    id: "pausePrinter",
    method: "put",
    path: paths.apiPrinterPause("{id}"),
    tag,
    scope,
    summary: "Hold a printer's queue, or let it go on",
    params,
    body: z.object({ paused: z.boolean({ error: "invalid" }) }),
    example: { paused: true },
    answer,
    async handle(ctx, { params: { id }, body: { paused } }) {
      await pausePrinter(ctx, id, paused);
      return await told(ctx, id);
    },
  }),
  operation({
    id: "setPrinterFallback",
    method: "put",
    path: paths.apiPrinterFallback("{id}"),
    tag,
    scope,
    summary: "Say who takes over what has not been sent while a printer cannot print",
    params,
    body: z.object({ printer_id: Id.nullable().meta({ description: "Null for nobody" }) }),
    example: { printer_id: null },
    answer,
    refuses: ["conflict"],
    async handle(ctx, { params: { id }, body: { printer_id } }) {
      await chooseFallback(ctx, id, printer_id);
      return await told(ctx, id);
    },
  }),
  operation({
    id: "movePrinterQueue",
    method: "post",
    path: paths.apiPrinterMove("{id}"),
    tag,
    scope,
    summary: "Send all that waits for a printer to another one that takes the same labels",
    params,
    body: z.object({ printer_id: Id }),
    example: { printer_id: "01935f5a-7c00-7000-8000-000000000001" },
    answer: {
      text: "How many jobs there are of each kind",
      schema: z.object({
        moved: z.int().meta({ description: "Wait at the other printer now" }),
        asked: z.int().meta({ description: "Follow once their daemon has given them back" }),
        left: z.int().meta({ description: "Stay: a byte of them may have left, or they were taken back" }),
      }),
    },
    async handle(ctx, { params: { id }, body: { printer_id } }) {
      return { body: await moveQueue(ctx, id, printer_id) };
    },
  }),
  operation({
    id: "makePrinterDefault",
    method: "post",
    path: paths.apiPrinterDefault("{id}"),
    tag,
    scope,
    summary: "Let every label of the branch come out of a printer",
    params,
    answer,
    async handle(ctx, { params: { id } }) {
      await makeDefault(ctx, id);
      return await told(ctx, id);
    },
  }),
  operation({
    id: "testPrinter",
    method: "post",
    path: paths.apiPrinterTest("{id}"),
    tag,
    scope,
    summary: "Print a label that shows size, sharpness and accents",
    params,
    statuses: [202],
    answer: { text: "The job", schema: z.object({ job_id: Id }) },
    async handle(ctx, { params: { id }, key }) {
      return { body: { job_id: await printTestLabel(ctx, id, `test:${key}`) } };
    },
  }),
  operation({
    id: "calibratePrinter",
    method: "post",
    path: paths.apiPrinterCalibration("{id}"),
    tag,
    scope,
    summary: "Let a printer measure its labels, which feeds a few of them",
    params,
    statuses: [202],
    answer: asked,
    async handle(ctx, { params: { id } }) {
      await calibratePrinter(ctx, id);
      return await told(ctx, id);
    },
  }),
  operation({
    id: "openCashDrawer",
    method: "post",
    path: paths.apiPrinterDrawer("{id}"),
    tag,
    scope,
    summary: "Open the cash drawer of a receipt printer",
    params,
    statuses: [202],
    answer: asked,
    async handle(ctx, { params: { id } }) {
      await openDrawer(ctx, id);
      return await told(ctx, id);
    },
  }),
];

async function told(ctx: Ctx, id: string) {
  return { body: printerTold(await printerOf(ctx, id)) };
}
