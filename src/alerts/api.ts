import { z } from "zod";
import { cursorId, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Flag, Id, PAGE } from "../api/shapes.ts";
import { paths } from "../paths.ts";
import { acknowledgeAlert } from "./commands.ts";
import { Alert, alertTold } from "./json.ts";
import { alertPage, readAlert } from "./queries.ts";

const tag = "alerts";
const params = z.object({ id: Id });

/** What is wrong with the shop's printers, tasks, backups and server, and who takes it on. */
export const alertOperations: readonly Operation[] = [
  operation({
    id: "listAlerts",
    method: "get",
    path: paths.apiAlerts(),
    tag,
    scope: "alerts:read",
    summary: "List what is wrong, and what was",
    description: "The events alert.raised and alert.cleared tell the same as it happens.",
    query: z.object({
      ...PAGE,
      open: Flag.optional().meta({ description: "`true` for what is not over, `false` for what is" }),
    }),
    answer: { text: "One page of alerts, the latest to begin first", schema: z.array(Alert) },
    async handle(ctx, { query: { cursor, limit, open = null } }) {
      const { alerts, next } = await alertPage(ctx, { open, before: cursorId("alerts", cursor) }, limit);
      return { body: alerts.map(alertTold), next: next && cursorText("alerts", [next]) };
    },
  }),
  operation({
    id: "getAlert",
    method: "get",
    path: paths.apiAlert("{id}"),
    tag,
    scope: "alerts:read",
    summary: "Read an alert",
    params,
    answer: { text: "The alert", schema: Alert },
    async handle(ctx, { params: { id } }) {
      return { body: alertTold(await readAlert(ctx, id)) };
    },
  }),
  operation({
    id: "takeAlertOn",
    method: "post",
    path: paths.apiAlertTaken("{id}"),
    tag,
    scope: "alerts:write",
    summary: "Take an alert on: nobody is reminded of it until it is over",
    description: "What somebody has taken on already, or what is over, stays as it is.",
    params,
    answer: { text: "The alert as it is now", schema: Alert },
    async handle(ctx, { params: { id } }) {
      await acknowledgeAlert(ctx, id);
      return { body: alertTold(await readAlert(ctx, id)) };
    },
  }),
];
