import type { Alert } from "../../src/alerts/alert.ts";
import { clock, type ClockReader, printerReason } from "../printing/words.ts";
import { alertText } from "./text.ts";

/** What is wrong, in one sentence: "Etiquetas mostrador: sin papel, desde las 10:42". */
export function alertSentence(alert: Alert, reader: ClockReader): string {
  const text = alertText[reader.locale];
  const since = clock(reader, alert.facts.since ?? alert.openedAt);
  if (alert.kind === "agent_silent") return text.agentSilent(alert.subject.name, since);
  return text.printerFault(alert.subject.name, printerReason(reader, alert.facts.reason ?? ""), since);
}
