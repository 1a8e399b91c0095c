import { z } from "zod";
import { isLocalDateTime } from "../lib/dates.ts";
import {
  LOG_COMPONENTS,
  LOG_FILES,
  LOG_LEVELS,
  type LogComponent,
  type LogFile,
  type LogLevelName,
} from "./component.ts";

/** What the page of the logs shows, as its address says it. */
export interface LogFilter {
  file: LogFile;
  /** At least of this level. */
  level: LogLevelName | null;
  component: LogComponent | null;
  /** Id of a request or job, or its end as the audit log shows it. */
  request: string;
  /** A user's id. */
  user: string | null;
  /** Anywhere in the line, in any case. */
  text: string;
  /** `2026-11-27T10:42`, of the branch's clock; both included. */
  from: string | null;
  to: string | null;
  /** Only lines before this one. */
  before: LogPlace | null;
}

/** The beginning of a line. */
export interface LogPlace {
  day: string;
  at: number;
}

const moment = z.string().refine(isLocalDateTime).nullable().catch(null);

const query = z.object({
  archivo: z.enum(LOG_FILES).catch("app"),
  nivel: z.enum(LOG_LEVELS).nullable().catch(null),
  parte: z.enum(LOG_COMPONENTS).nullable().catch(null),
  pedido: z.string().trim().regex(/^[A-Za-z0-9._-]{4,64}$/).catch(""),
  usuario: z.uuid().nullable().catch(null),
  texto: z.string().trim().max(100).catch(""),
  desde: moment,
  hasta: moment,
  antes: z.string().regex(/^\d{4}-\d{2}-\d{2}@\d{1,13}$/).nullable().catch(null),
});

/** What does not fit counts as absent, so that a broken link still shows the log. */
export function logFilter(params: Record<string, string>): LogFilter {
  const it = query.parse(params);
  return {
    file: it.archivo,
    level: it.nivel,
    component: it.parte,
    request: it.pedido,
    user: it.usuario,
    text: it.texto,
    from: it.desde,
    to: it.hasta,
    before: it.antes === null ? null : placeOf(it.antes),
  };
}

/** The query of an address that shows this, "" for everything in the app's file. */
export function logQuery(
  { file, level, component, request, user, text, from, to, before }: LogFilter,
): string {
  const params = new URLSearchParams();
  const put = (name: string, value: string | null) => value && params.set(name, value);
  if (file !== "app") put("archivo", file);
  put("nivel", level);
  put("parte", component);
  put("pedido", request);
  put("usuario", user);
  put("texto", text);
  put("desde", from);
  put("hasta", to);
  put("antes", before && `${before.day}@${before.at}`);
  const told = params.toString();
  return told === "" ? "" : `?${told}`;
}

function placeOf(text: string): LogPlace {
  const [day = "", at = "0"] = text.split("@");
  return { day, at: Number(at) };
}
