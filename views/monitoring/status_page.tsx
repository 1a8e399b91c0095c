import type { Permission } from "../../src/auth/permissions.ts";
import type { Alert } from "../../src/alerts/alert.ts";
import { formatSpan } from "../../src/lib/dates.ts";
import type { Part, PartName } from "../../src/monitoring/status.ts";
import { paths } from "../../src/paths.ts";
import { AlertList, OpenAlerts } from "../alerts/parts.tsx";
import { LinkButton } from "../components/button.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Notice } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { type Point, Sparkline } from "./sparkline.tsx";
import { checkSentence } from "./text.ts";
import { statusText } from "./status_text.ts";

export interface Sample {
  at: number;
  requests: number;
  errors: number;
  mean_us: number;
  lag_ms: number;
  rss_bytes: number;
  queued: number;
}

export interface ServerStatusProps {
  viewer: Viewer;
  parts: readonly Part[];
  alerts: readonly Alert[];
  /** Those that were over lately. */
  recent: readonly Alert[];
  samples: readonly Sample[];
}

const TONE = { ok: "ready", slow: "waiting", failed: "problem" } as const;

export function ServerStatusPage({ viewer, parts, alerts, recent, samples }: ServerStatusProps) {
  const t = statusText[viewer.locale];
  const states = parts.map(({ state }) => state);
  const isCalm = alerts.length === 0 && !states.includes("slow");
  const whole = states.includes("failed") ? "failed" : isCalm ? "ok" : "slow";
  return (
    <Layout viewer={viewer} title={t.title} section="admin">
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: paths.admin(), label: frameText[viewer.locale].nav.admin }}
        actions={<LinkButton href={paths.logs()} icon="file-text">{t.logs}</LinkButton>}
      />
      <Notice tone={TONE[whole]} title={{ ok: t.allWell, slow: t.look, failed: t.bad }[whole]} />
      <Panel flush heading={t.parts} headingId="parts" icon="monitor">
        <Parts viewer={viewer} parts={parts} />
      </Panel>
      <Panel heading={t.alerts} headingId="alerts" icon="bell-ring">
        <div class="stack">
          {alerts.length === 0 ? <p>{t.noAlerts}</p> : <OpenAlerts viewer={viewer} alerts={alerts} taking />}
        </div>
      </Panel>
      {recent.length > 0 && (
        <Panel heading={t.recent} headingId="recent-alerts" icon="history">
          <AlertList viewer={viewer} alerts={recent} />
        </Panel>
      )}
      <Panel heading={t.day} headingId="day" icon="chart-column" footer={<p class="hint">{t.dayHint}</p>}>
        {samples.length === 0 ? <p>{t.noSamples}</p> : <Day viewer={viewer} samples={samples} />}
      </Panel>
    </Layout>
  );
}

const PAGE: Record<PartName, { href: string; permission: Permission }> = {
  database: { href: paths.logs("?nivel=error"), permission: "logs.read" },
  disk: { href: paths.settings(), permission: "settings.manage" },
  files: { href: `${paths.settings()}#vigilancia`, permission: "settings.manage" },
  queue: { href: paths.tasks(), permission: "tasks.manage" },
  dead_jobs: { href: paths.deadJobs(), permission: "tasks.manage" },
  mails: { href: paths.messages(), permission: "messages.read" },
  webhooks: { href: paths.webhooks(), permission: "webhooks.manage" },
  printing: { href: paths.printing(), permission: "labels.print" },
  backups: { href: paths.backups(), permission: "backups.manage" },
};

function Parts({ viewer, parts }: Pick<ServerStatusProps, "viewer" | "parts">) {
  const t = statusText[viewer.locale];
  return (
    <DataTable
      viewer={viewer}
      caption={t.parts}
      few
      rows={parts}
      columns={[
        { label: t.part, cell: ({ name }) => t.names[name] },
        {
          label: t.state,
          beside: true,
          cell: ({ state }) => <Chip small tone={TONE[state]} label={t.states[state]} />,
        },
        {
          label: t.says,
          line: true,
          width: "grow",
          cell: (part) => sentence(viewer, part),
        },
        {
          label: t.open,
          actions: true,
          cell: ({ name }) =>
            viewer.can(PAGE[name].permission) && (
              <LinkButton size="small" href={PAGE[name].href} aria-label={t.openPart(t.names[name])}>
                {t.open}
              </LinkButton>
            ),
        },
      ]}
    />
  );
}

function sentence(viewer: Viewer, part: Part): string {
  const t = statusText[viewer.locale];
  const { name, state, reason } = part;
  if (reason !== undefined && (name === "database" || name === "disk" || name === "queue")) {
    return checkSentence(viewer.locale, name, { state, reason });
  }
  return (state === "ok" ? t.ok : t.wrong)[name](figure(viewer, part));
}

function figure(viewer: Viewer, { name, value, most }: Part): string {
  if (name === "files") {
    const used = bytes(viewer, value);
    return most ? statusText[viewer.locale].ofAll(used, bytes(viewer, most)) : used;
  }
  if (name === "disk") return bytes(viewer, value);
  if (name === "database") return milliseconds(viewer, value);
  return name === "dead_jobs" || name === "printing" ? String(value) : formatSpan(Math.max(0, value));
}

/** What is shown of each sample, and how several processes come together: added, or the worst of them. */
const CURVES = [
  { name: "requests", of: ({ requests }: Sample) => requests, sum: true, worded: count },
  { name: "errors", of: ({ errors }: Sample) => errors, sum: true, worded: count },
  { name: "mean", of: ({ mean_us }: Sample) => mean_us / 1_000, sum: false, worded: milliseconds },
  { name: "lag", of: ({ lag_ms }: Sample) => lag_ms, sum: false, worded: milliseconds },
  { name: "memory", of: ({ rss_bytes }: Sample) => rss_bytes, sum: true, worded: bytes },
  { name: "queued", of: ({ queued }: Sample) => queued, sum: false, worded: count },
] as const;

const SLOT_MS = 5 * 60_000;

function Day({ viewer, samples }: Pick<ServerStatusProps, "viewer" | "samples">) {
  const t = statusText[viewer.locale];
  return (
    <div class="columns">
      {CURVES.map(({ name, of, sum, worded }) => {
        const points = together(samples, of, sum);
        const words = `${worded(viewer, points.at(-1)?.value ?? 0)} · ${
          t.most(worded(viewer, Math.max(...points.map(({ value }) => value))))
        }`;
        return (
          <figure class="stack tight">
            <figcaption>
              {t[name]}
              <br />
              <small class="muted">{words}</small>
            </figcaption>
            <Sparkline points={points} now={viewer.now} label={`${t[name]}: ${words}`} />
          </figure>
        );
      })}
    </div>
  );
}

function together(samples: readonly Sample[], of: (sample: Sample) => number, sum: boolean): Point[] {
  const slots = new Map<number, number>();
  for (const sample of samples) {
    const at = Math.floor(sample.at / SLOT_MS) * SLOT_MS;
    const known = slots.get(at);
    slots.set(at, known === undefined ? of(sample) : sum ? known + of(sample) : Math.max(known, of(sample)));
  }
  return [...slots].map(([at, value]) => ({ at, value }));
}

function count({ locale }: Viewer, value: number): string {
  return value.toLocaleString(locale);
}

function milliseconds({ locale }: Viewer, value: number): string {
  return `${value.toLocaleString(locale, { maximumFractionDigits: 1 })} ms`;
}

function bytes({ locale }: Viewer, value: number): string {
  return value >= 1e9
    ? `${(value / 1e9).toLocaleString(locale, { maximumFractionDigits: 1 })} GB`
    : `${Math.round(value / 1e6).toLocaleString(locale)} MB`;
}
