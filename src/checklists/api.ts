import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import type { Photo as Picture } from "../files/images.ts";
import { keepPhoto, readPhoto, UPLOAD_TYPES } from "../files/uploads.ts";
import { conflict, type FieldErrors, invalid, notFound } from "../lib/app_error.ts";
import { line } from "../lib/form.ts";
import { OrderNumber, Photo } from "../orders/json.ts";
import { orderDetail, readOrder } from "../orders/queries.ts";
import { paths } from "../paths.ts";
import { type CheckRun as Row, openRun } from "./checklist.ts";
import { answerChecks, startChecks } from "./commands.ts";
import { answersAsIn, answersFrom, AnswersIn, Checklist, CheckRun, Phase, runTold } from "./json.ts";
import { checkTemplates, orderChecks } from "./queries.ts";

const tag = "checklists";
const params = z.object({ number: OrderNumber });
const ofRun = params.extend({ run: Id });

/** What is checked of an order's device. */
export const checkOperations: readonly Operation[] = [
  operation({
    id: "listChecklists",
    method: "get",
    path: paths.apiChecklists(),
    tag,
    scope: "orders:read",
    summary: "List what the shop checks of each kind of device",
    answer: { text: "Of every category and phase", schema: z.array(Checklist) },
    async handle(ctx) {
      const lists = await checkTemplates(ctx);
      return { body: lists.map(({ category, phase, items }) => ({ category, phase, points: items })) };
    },
  }),
  operation({
    id: "listChecks",
    method: "get",
    path: paths.apiOrderChecks("{number}"),
    tag,
    scope: "orders:read",
    summary: "List what was checked of an order's device",
    params,
    answer: { text: "Its runs, oldest first", schema: z.array(CheckRun) },
    async handle(ctx, { params: { number } }) {
      return { body: (await runsOf(ctx, number)).map(runTold) };
    },
  }),
  operation({
    id: "startChecks",
    method: "post",
    path: paths.apiOrderChecks("{number}"),
    tag,
    scope: "orders:write",
    summary: "Begin to check a device, or go on where somebody began",
    params,
    body: z.object({ phase: Phase }),
    example: { phase: "exit" },
    statuses: [201],
    answer: { text: "The run", schema: CheckRun },
    async handle(ctx, { params: { number }, body: { phase } }) {
      await startChecks(ctx, number, phase);
      const run = openRun(await runsOf(ctx, number), phase);
      if (!run) throw notFound();
      return { body: runTold(run), version: run.version, location: paths.apiOrderCheck(number, run.id) };
    },
  }),
  operation({
    id: "getChecks",
    method: "get",
    path: paths.apiOrderCheck("{number}", "{run}"),
    tag,
    scope: "orders:read",
    summary: "Read one filling in of a checklist",
    params: ofRun,
    answer: { text: "The run", schema: CheckRun },
    handle: (ctx, { params: { number, run } }) => reply(ctx, number, run),
  }),
  operation({
    id: "answerChecks",
    method: "patch",
    path: paths.apiOrderCheck("{number}", "{run}"),
    tag,
    scope: "orders:write",
    summary: "Answer points of a checklist",
    params: ofRun,
    body: AnswersIn,
    example: { rest_ok: true },
    answer: { text: "The run as it is now", schema: CheckRun },
    refuses: ["conflict"],
    merge: {
      stale: "checks_changed",
      async onto(ctx, { number, run: id }) {
        const run = await runOf(ctx, number, id);
        return { value: answersAsIn(run), version: run.version };
      },
    },
    async handle(ctx, { params: { number, run: id }, body, version }) {
      const run = await openRunOf(ctx, number, id);
      requireItems(run, body.items);
      await answerChecks(ctx, { number, phase: run.phase }, answersFrom(run, body, version));
      return await reply(ctx, number, id);
    },
  }),
  operation({
    id: "addCheckPhoto",
    method: "post",
    path: paths.apiOrderCheckPhotos("{number}", "{run}", "{item}"),
    tag,
    scope: "orders:write",
    summary: "Add a photo to a point of a checklist",
    description: "Its bytes as they are, at most 12 MB. Only the shop sees it, until somebody shows it.",
    params: ofRun.extend({ item: Id }),
    query: z.object({ name: line(100).default("foto.jpg") }),
    body: z.custom<Picture>(),
    upload: { types: UPLOAD_TYPES, read: readPhoto },
    statuses: [201],
    answer: { text: "The photo", schema: Photo },
    async handle(ctx, { params: { number, run: runId, item: itemId }, query: { name }, body }) {
      const run = await openRunOf(ctx, number, runId);
      const item = run.items.find(({ id }) => id === itemId);
      if (!item) throw notFound();
      const { id } = await keepPhoto(ctx, { name, photo: body });
      const { result, note } = item;
      const answered = { id: itemId, result: result ?? undefined, note, photos: [id] };
      const { phase, version } = run;
      await answerChecks(ctx, { number, phase }, { run: runId, version, items: [answered], rest_ok: false });
      const photo = (await orderDetail(ctx, number)).photos.find((one) => one.id === id);
      if (!photo) throw notFound();
      return { body: photo, location: paths.apiOrderPhoto(number, id) };
    },
  }),
];

async function runsOf(ctx: Ctx, number: string): Promise<Row[]> {
  return await orderChecks(ctx, (await readOrder(ctx, number)).id);
}

async function runOf(ctx: Ctx, number: string, id: string): Promise<Row> {
  const run = (await runsOf(ctx, number)).find((one) => one.id === id);
  if (!run) throw notFound();
  return run;
}

/** @throws AppError not_found; conflict checks_closed */
async function openRunOf(ctx: Ctx, number: string, id: string): Promise<Row> {
  const run = await runOf(ctx, number, id);
  if (run.closedAt !== null) throw conflict("checks_closed");
  return run;
}

function requireItems({ items }: Row, named: readonly { id: string }[]): void {
  const wrong: FieldErrors = {};
  for (const [at, { id }] of named.entries()) {
    if (!items.some((one) => one.id === id)) wrong[`items.${at}.id`] = { code: "invalid" };
    else if (named.findIndex((one) => one.id === id) < at) wrong[`items.${at}.id`] = { code: "repeated" };
  }
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
}

async function reply(ctx: Ctx, number: string, id: string) {
  const run = await runOf(ctx, number, id);
  return { body: runTold(run), version: run.version };
}
