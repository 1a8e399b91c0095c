import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant } from "../api/shapes.ts";
import { requiredLine } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { eraseClient } from "./erasure_commands.ts";
import { exportClient } from "./personal_data.ts";
import { getClient } from "./queries.ts";

const tag = "clients";
const scope = "clients:erase";
const params = z.object({ id: Id });
const Facts = z.record(z.string(), z.unknown());

const PersonalData = z.object({
  exported_at: Instant.nullable(),
  client: Facts,
  devices: z.array(Facts),
  orders: z.array(Facts),
  appointments: z.array(Facts),
  whatsapp: z.array(Facts),
}).meta({ id: "PersonalData", description: "All that the shop keeps about one client, for the client" });

/** What a client may ask for by law. */
export const clientPrivacyOperations: readonly Operation[] = [
  operation({
    id: "getClientData",
    method: "get",
    path: paths.apiClientData("{id}"),
    tag,
    scope,
    summary: "Read all that is kept about a client",
    description: "What a client who asks is handed out. The audit log says who took it.",
    params,
    answer: { text: "Everything about the client", schema: PersonalData },
    head: async (ctx, { id }) => void await getClient(ctx, id),
    async handle(ctx, { params: { id } }) {
      const { orders, ...data } = await exportClient(ctx, id);
      return { body: { ...data, orders: orders.map((order) => ({ ...order })) } };
    },
  }),
  operation({
    id: "eraseClient",
    method: "post",
    path: paths.apiClientErasure("{id}"),
    tag,
    scope,
    summary: "Forget who a client was, for good",
    description:
      "Name, document, ways to reach them, notes, mails, links and what unlocks their devices go; orders, money, " +
      "history and issued papers stay. Not while an order is open or an account is not level.",
    params,
    body: z.object({
      reason: requiredLine(300),
      version: z.int({ error: "whole_number" }).min(1, { error: "too_small" }).meta({
        description: "Of the client as it was read last",
      }),
    }),
    example: { reason: "Lo pidió por correo", version: 3 },
    statuses: [204],
    answer: { text: "Nobody can tell any more who it was", schema: z.undefined() },
    async handle(ctx, { params: { id }, body }) {
      await eraseClient(ctx, id, { ...body, sure: true });
      return { body: undefined };
    },
  }),
];
