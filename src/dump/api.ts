import { type Operation, operation } from "../api/operation.ts";
import { requirePermission } from "../auth/permissions.ts";
import { paths } from "../paths.ts";
import { dumpToProgram } from "./commands.ts";

export const dumpOperations: readonly Operation[] = [
  operation({
    id: "takeDump",
    method: "get",
    path: paths.apiDump(),
    tag: "data",
    scope: "dump:take",
    summary: "Download the whole shop",
    description:
      "Every table as NDJSON and every file, in a zip that an empty shop takes in; written while it is " +
      "read. The audit log says who took it.",
    answer: { text: "The copy of everything", file: ["application/zip"] },
    head: (ctx) => Promise.resolve(requirePermission(ctx.actor, "dump.take")),
    async handle(ctx) {
      return { bytes: await dumpToProgram(ctx), type: "application/zip", name: "reparo.zip" };
    },
  }),
];
