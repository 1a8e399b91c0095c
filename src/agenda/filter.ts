import { type AgendaView, dayOr } from "./calendar.ts";

export interface AgendaFilter {
  view: AgendaView;
  /** `YYYY-MM-DD`. */
  day: string;
  /** Id of one technician, "" for all. */
  technician: string;
}

export function agendaFilter(params: Record<string, string>, today: string): AgendaFilter {
  return {
    view: params["vista"] === "semana" ? "week" : "day",
    day: dayOr(params["dia"], today),
    technician: /^[\w-]{36}$/.test(params["tecnico"] ?? "") ? params["tecnico"] ?? "" : "",
  };
}

export function agendaQuery({ view, day, technician }: AgendaFilter): string {
  const params = new URLSearchParams({
    dia: day,
    ...view === "week" && { vista: "semana" },
    ...technician !== "" && { tecnico: technician },
  });
  return `?${params}`;
}
