import { allowedBytes } from "../files/room.ts";
import type { Services } from "../services.ts";
import { DEPTH_STATES, type Gauges, JOB_STATES, readGauges } from "./gauge_queries.ts";
import { longestLag } from "./lag.ts";
import { BOUNDS_MS, type Durations, readMeters } from "./meter.ts";

type Labels = Record<string, string>;
type Sample = [labels: Labels, value: number];

/** Everything that is measured, as Prometheus reads it (text format 0.0.4). Labels are routes, kinds and the shop's own printers. */
export async function exposition(services: Services): Promise<string> {
  const now = services.clock();
  const [gauges, disk, shop] = await Promise.all([
    readGauges(services.database.db, now),
    services.files.space(),
    services.shop.read(),
  ]);
  return [
    ...traffic(),
    ...process(services, disk),
    ...files(services, allowedBytes({ shop })),
    ...queues(gauges, now),
    ...machines(gauges, now),
  ].join(
    "",
  );
}

function traffic(): string[] {
  const { requests, answers, queries, tables, outcomes, streams, violations } = readMeters();
  return [
    family("reparo_http_requests_total", "counter", "Requests by route and class of status", [
      ...[...answers].map(([key, count]): Sample => [labelled(["method", "route", "status"], key), count]),
    ]),
    histogram(
      "reparo_http_request_duration_seconds",
      "Time of requests by route",
      ["method", "route"],
      requests,
    ),
    histogram(
      "reparo_db_query_duration_seconds",
      "Time of statements, waits included, by kind",
      ["kind"],
      queries,
    ),
    family(
      "reparo_db_statements_total",
      "counter",
      "Statements by kind and the table that they are about",
      [...tables].map(([key, { count }]): Sample => [labelled(["kind", "table"], key), count]),
    ),
    family(
      "reparo_db_statement_seconds_total",
      "counter",
      "Time of those statements, waits included",
      [...tables].map(([key, { ms }]): Sample => [labelled(["kind", "table"], key), ms / 1_000]),
    ),
    family(
      "reparo_outcomes_total",
      "counter",
      "How tries ended: of jobs, mails and chats, webhook deliveries, print jobs",
      [...outcomes].map(([key, count]) => [labelled(["queue", "outcome"], key), count]),
    ),
    family("reparo_policy_violations_total", "counter", "What pages wanted and their policy forbade", [
      [{}, violations],
    ]),
    family("reparo_sse_clients", "gauge", "Open event streams", [[{}, streams]]),
  ];
}

function process(services: Services, { free, total }: { free: number; total: number }): string[] {
  const { rss, heapUsed } = Deno.memoryUsage();
  return [
    family("reparo_info", "gauge", "Version that runs", [[{ version: services.version }, 1]]),
    family("reparo_uptime_seconds", "gauge", "Time since the process began", [[
      {},
      performance.now() / 1_000,
    ]]),
    family("reparo_memory_bytes", "gauge", "Memory of the process", [
      [{ kind: "resident" }, rss],
      [{ kind: "heap_used" }, heapUsed],
    ]),
    family("reparo_event_loop_lag_seconds", "gauge", "Longest standstill of the last minute", [[
      {},
      longestLag() / 1_000,
    ]]),
    family("reparo_disk_bytes", "gauge", "Disk with the data", [
      [{ kind: "free" }, free],
      [{ kind: "total" }, total],
    ]),
  ];
}

function files(services: Services, allowed: number | null): string[] {
  return [
    family(
      "reparo_files_bytes",
      "gauge",
      "Photos and other files that the shop keeps; what is allowed where it has a limit",
      [
        [{ kind: "used" }, services.files.used()],
        ...(allowed === null ? [] : [[{ kind: "allowed" }, allowed] satisfies Sample]),
      ],
    ),
  ];
}

function queues({ jobs, oldestJobMs, depths }: Gauges, now: number): string[] {
  const inState = (state: string) => jobs.find((one) => one.state === state)?.count ?? 0;
  const all = Object.entries(DEPTH_STATES).flatMap(([queue, states]) =>
    states.map((state) => ({
      queue,
      state,
      ...depths.find((one) => one.queue === queue && one.state === state),
    }))
  );
  return [
    family(
      "reparo_jobs",
      "gauge",
      "Background jobs by state",
      JOB_STATES.map((state) => [{ state }, inState(state)]),
    ),
    family("reparo_jobs_oldest_due_seconds", "gauge", "How long the oldest due job has waited", [[
      {},
      oldestJobMs / 1_000,
    ]]),
    family(
      "reparo_queue_depth",
      "gauge",
      "Mails, webhook deliveries and print jobs under way by state",
      all.map(({ queue, state, count = 0 }) => [{ queue, state }, count]),
    ),
    family(
      "reparo_queue_oldest_seconds",
      "gauge",
      "Age of the oldest of them",
      all.map(({ queue, state, oldest = now }) => [{ queue, state }, age(oldest, now)]),
    ),
  ];
}

function machines({ agents, printers, alerts, backups }: Gauges, now: number): string[] {
  const seen = agents.flatMap(({ id, name, last_seen_at }): Sample[] =>
    last_seen_at === null ? [] : [[{ agent: id, name }, age(last_seen_at, now)]]
  );
  const aged = (at: number | null | undefined): Sample[] => at ? [[{}, age(at, now)]] : [];
  return [
    family("reparo_agent_last_seen_seconds", "gauge", "Since a print service was heard of", seen),
    family(
      "reparo_printer_ok",
      "gauge",
      "1 where a printer prints",
      printers.map(({ id, name, ok, paused }) => [{ printer: id, name }, ok === 1 && paused === 0 ? 1 : 0]),
    ),
    family(
      "reparo_alerts_open",
      "gauge",
      "Open alerts by kind",
      alerts.map(({ kind, count }) => [{ kind }, count]),
    ),
    family("reparo_backup_age_seconds", "gauge", "Since the last good backup began", aged(backups.takenAt)),
    family(
      "reparo_backup_drill_age_seconds",
      "gauge",
      "Since the last drill of a backup",
      aged(backups.drill?.at),
    ),
    family(
      "reparo_backup_drill_ok",
      "gauge",
      "1 where the last drill went well",
      backups.drill ? [[{}, backups.drill.ok ? 1 : 0]] : [],
    ),
  ];
}

function age(at: number, now: number): number {
  return Math.max(0, now - at) / 1_000;
}

function family(name: string, type: "counter" | "gauge", help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => `${name}${written(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function histogram(
  name: string,
  help: string,
  labelNames: readonly string[],
  series: ReadonlyMap<string, Durations>,
): string {
  const lines = [...series].flatMap(([key, { counts, sumMs }]) => {
    const labels = labelled(labelNames, key);
    let total = 0;
    const buckets = counts.map((count, at) => {
      total += count;
      const bound = BOUNDS_MS[at];
      const le = bound === undefined ? "+Inf" : String(bound / 1_000);
      return `${name}_bucket${written({ ...labels, le })} ${total}\n`;
    });
    return [
      ...buckets,
      `${name}_sum${written(labels)} ${sumMs / 1_000}\n`,
      `${name}_count${written(labels)} ${total}\n`,
    ];
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} histogram\n${lines.join("")}`;
}

function labelled(names: readonly string[], key: string): Labels {
  const values = key.split("\n");
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""]));
}

function written(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}
