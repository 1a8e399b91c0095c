import { z } from "zod";
import { headText, readHead } from "../../audit/chain.ts";
import { watchAudit } from "../../audit/check_commands.ts";
import { checkAudit } from "../../audit/verify_queries.ts";
import { auditAnchors } from "../../backups/anchors.ts";
import { backupTools } from "../../backups/tools.ts";
import { command } from "../command.ts";

/** As a report or this command told it. */
const auditHead = z.string().transform((text, check) => {
  const head = readHead(text);
  if (!head) {
    check.addIssue({ code: "custom", message: "a number and 64 hex digits, as a report tells them" });
  }
  return head ?? z.NEVER;
});

export const verifyAudit = command(
  z.object({ head: auditHead.optional() }),
  async (ctx, asked, services) => {
    const anchors = await auditAnchors(backupTools(services.config, services.version), ctx.secretKey);
    // What somebody typed rings no alarm by itself.
    const { events, head, anchors: compared, faults } = asked.head
      ? await checkAudit(ctx.db, {
        anchors: [...anchors, { ...asked.head, from: "", at: ctx.now }],
        secretKey: ctx.secretKey,
      })
      : await watchAudit(ctx, anchors);
    if (faults.length > 0) {
      const lines = faults.map(({ kind, seq, eventId }) =>
        `${kind} at ${seq ?? "no place"}${eventId ? `: ${eventId}` : ""}`
      );
      throw new Error(`The audit log was tampered with:\n${lines.join("\n")}`);
    }
    return { events, head: head && headText(head), heads_compared: compared };
  },
);
