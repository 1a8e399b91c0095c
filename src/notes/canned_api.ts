import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { paths } from "../paths.ts";
import { addCanned, editCanned } from "./canned_commands.ts";
import { cannedInput } from "./input.ts";
import { getCanned, listCanned } from "./queries.ts";

const tag = "orders";
const params = z.object({ id: Id });
const NewAnswer = cannedInput.omit({ form_key: true });

const CannedAnswer = z.object({
  id: Id,
  title: z.string(),
  text: z.string().meta({ description: "`{client}`, `{device}` and `{order}` are filled in" }),
  active: z.boolean(),
  version: z.int(),
}).meta({ id: "CannedAnswer", description: "What the shop writes into notes again and again" });

export const cannedOperations: readonly Operation[] = [
  operation({
    id: "listCannedAnswers",
    method: "get",
    path: paths.apiCannedAnswers(),
    tag,
    scope: "orders:read",
    summary: "List the canned answers",
    answer: { text: "All of them, those in use first", schema: z.array(CannedAnswer) },
    async handle(ctx) {
      return { body: await listCanned(ctx) };
    },
  }),
  operation({
    id: "getCannedAnswer",
    method: "get",
    path: paths.apiCannedAnswer("{id}"),
    tag,
    scope: "orders:read",
    summary: "Read a canned answer",
    params,
    answer: { text: "The answer", schema: CannedAnswer },
    handle: (ctx, { params: { id } }) => answerReply(ctx, id),
  }),
  operation({
    id: "createCannedAnswer",
    method: "post",
    path: paths.apiCannedAnswers(),
    tag,
    scope: "texts:write",
    summary: "Add a canned answer",
    body: NewAnswer,
    example: { title: "Listo para retirar", text: "Hola {client}, su {device} ya está listo." },
    statuses: [201],
    answer: { text: "The answer", schema: CannedAnswer },
    async handle(ctx, { body, key }) {
      await addCanned(ctx, { ...body, form_key: key });
      return { ...await answerReply(ctx, key), location: paths.apiCannedAnswer(key) };
    },
  }),
  operation({
    id: "updateCannedAnswer",
    method: "patch",
    path: paths.apiCannedAnswer("{id}"),
    tag,
    scope: "texts:write",
    summary: "Change a canned answer",
    params,
    body: NewAnswer.extend({ active: z.boolean({ error: "invalid" }) }),
    example: { active: false },
    answer: { text: "The answer as it is now", schema: CannedAnswer },
    merge: {
      stale: "canned_changed",
      async onto(ctx, { id }) {
        const { title, text, active, version } = await getCanned(ctx, id);
        return { value: { title, text, active }, version };
      },
    },
    async handle(ctx, { params: { id }, body, version }) {
      await editCanned(ctx, id, { ...body, version });
      return await answerReply(ctx, id);
    },
  }),
];

async function answerReply(
  ctx: Ctx,
  id: string,
): Promise<{ body: z.input<typeof CannedAnswer>; version: number }> {
  const body = await getCanned(ctx, id);
  return { body, version: body.version };
}
