import { z } from "zod";
import { fieldSentence, sentenceOf } from "../../views/errors/text.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { fieldErrors } from "../lib/form.ts";
import { errorFacts, logOf } from "../logs.ts";
import type { Services } from "../services.ts";
import type { Outcome } from "./control_client.ts";
import { isConsoleCommand, runConsoleCommand } from "./commands.ts";

const log = logOf("server");

/** A command of the console, as it is asked of whoever holds the data folder. */
export interface Asked {
  command: string;
  input: unknown;
}

/** Runs a command; whatever goes wrong is told in a sentence. */
export async function carryOut(
  services: Services,
  { command, input }: Asked,
): Promise<Outcome> {
  if (!isConsoleCommand(command)) {
    return { ok: false, code: "unknown_command", problem: `Unknown command ${command}; see --help.` };
  }
  try {
    return { ok: true, result: await runConsoleCommand(services, command, input) };
  } catch (error) {
    if (error instanceof AppError) return refusal(error);
    if (error instanceof z.ZodError) {
      return { ok: false, code: "invalid", problem: issueLines(error) };
    }
    if (error instanceof Deno.errors.NotCapable) return outOfReach(services);
    log.error("Console command failed", { command, ...errorFacts(error) });
    return { ok: false, code: "internal", problem: error instanceof Error ? error.message : String(error) };
  }
}

/** A server reaches little more than its own folder; a console that works by itself reaches everything. */
function outOfReach({ config }: Services): Outcome {
  const problem =
    `The server that runs reaches no file outside of ${config.DATA_DIR}: name one in there, or stop it first.`;
  return { ok: false, code: "out_of_reach", problem };
}

function refusal({ code, detail }: AppError): Outcome {
  const sentence = sentenceOf({ code, detail }, "en");
  const problem = detail.fields ? fieldLines(detail.fields) : sentence;
  return { ok: false, code: detail.reason ?? code, problem };
}

/** `--email: There is already a user with this e-mail.`, a line each. */
function fieldLines(fields: FieldErrors): string {
  return Object.entries(fields).map(([field, error]) => optionLine(field, fieldSentence(error, "en")))
    .join("\n");
}

/** What may be chosen and how large a number may be only the console has to say: forms have lists and spinners. */
function issueLines(error: z.ZodError): string {
  const fields = Object.entries(fieldErrors(error)).map(([path, error]) =>
    [path.split(".")[0] ?? "", error] as const
  );
  const lines = fields.map(([field, told]) => {
    const issue = error.issues.find(({ path }) => path[0] === field);
    return optionLine(field, (issue && limits(issue)) ?? fieldSentence(told, "en"));
  });
  return [...new Set(lines)].join("\n");
}

function limits(issue: z.core.$ZodIssue): string | null {
  if (issue.code === "invalid_value") return `Choose of ${issue.values.join(", ")}.`;
  if (issue.code === "invalid_type" && /^(int|number)$/.test(issue.expected)) return "Write a whole number.";
  if (issue.code === "too_small" && issue.origin === "number") return `At least ${issue.minimum}.`;
  if (issue.code === "too_big" && issue.origin === "number") return `At most ${issue.maximum}.`;
  return null;
}

function optionLine(field: string, sentence: string): string {
  return `${field === "password" ? "the password" : `--${field.replaceAll("_", "-")}`}: ${sentence}`;
}
