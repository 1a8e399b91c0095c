import { z } from "zod";
import { fieldSentence, sentenceOf } from "../../views/errors/text.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { fieldErrors } from "../lib/form.ts";
import { errorFacts, log } from "../logs.ts";
import type { Services } from "../services.ts";
import type { Outcome } from "./control_client.ts";
import { isConsoleCommand, runConsoleCommand } from "./commands.ts";

/** Runs a command; whatever goes wrong is told in a sentence. */
export async function carryOut(
  services: Services,
  { command, input }: { command: string; input: unknown },
): Promise<Outcome> {
  if (!isConsoleCommand(command)) {
    return { ok: false, code: "unknown_command", problem: `Unknown command ${command}; see --help.` };
  }
  try {
    return { ok: true, result: await runConsoleCommand(services, command, input) };
  } catch (error) {
    if (error instanceof AppError) return refusal(error);
    if (error instanceof z.ZodError) {
      return refusal(new AppError("invalid", { fields: fieldErrors(error) }));
    }
    log.error("Console command failed", { command, ...errorFacts(error) });
    return { ok: false, code: "internal", problem: error instanceof Error ? error.message : String(error) };
  }
}

function refusal({ code, detail }: AppError): Outcome {
  const sentence = sentenceOf({ code, detail }, "en");
  const problem = detail.fields ? fieldLines(detail.fields) : sentence;
  return { ok: false, code: detail.reason ?? code, problem };
}

/** `--email: There is already a user with this e-mail.`, a line each. */
function fieldLines(fields: FieldErrors): string {
  return Object.entries(fields).map(([field, error]) => {
    const option = field === "password" ? "the password" : `--${field.replaceAll("_", "-")}`;
    return `${option}: ${fieldSentence(error, "en")}`;
  }).join("\n");
}
