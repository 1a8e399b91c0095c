import type { Alert } from "../../src/alerts/alert.ts";
import type { DueOrder } from "../../src/orders/custody.ts";
import type { Bench, Counter, Queue } from "../../src/orders/counter.ts";
import type { Today } from "../../src/orders/today.ts";
import type { OrderListRow } from "../../src/orders/list.ts";
import { EVERYTHING, listQuery } from "../../src/orders/list_filter.ts";
import type { Mention } from "../../src/notes/queries.ts";
import type { BackupPulse } from "../../src/backups/queries.ts";
import type { BenchPulse, OwnerPulse } from "../../src/statistics/pulse_queries.ts";
import type { TechnicianTime } from "../../src/timers/queries.ts";
import { paths } from "../../src/paths.ts";
import { TodayPanel } from "../agenda/today.tsx";
import { LiveAlerts } from "../alerts/parts.tsx";
import { LinkButton } from "../components/button.tsx";
import type { IconName } from "../components/icon.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { ScanBox } from "../components/search.tsx";
import { Badge, Code, type Tone } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import { MentionsPanel } from "../notes/mentions.tsx";
import { OverdueLoans } from "../loaners/overdue.tsx";
import { Marks } from "../orders/marks.tsx";
import { deviceName, StatusChip } from "../orders/status.tsx";
import { OldSlips } from "../slips/parts.tsx";
import { BenchPulsePanel, OwnerPulsePanel } from "../statistics/pulse.tsx";
import { RunningTimer } from "../timers/technician.tsx";
import { UnreadPanel } from "../tracking/staff_parts.tsx";
import type { Viewer } from "../viewer.ts";
import { DuePanel } from "./due.tsx";
import { FirstSteps } from "./first_steps.tsx";
import { boardText } from "./text.ts";

export interface CounterPageProps {
  viewer: Viewer;
  branch: string;
  counter: Counter;
  /** What somebody has to be told of. */
  alerts: readonly Alert[];
  /** Numbers on paper that nobody has accounted for in so many days. */
  slips: { old: number; days: number };
  mentions: readonly Mention[];
  due: readonly DueOrder[];
  today: Today;
  /** Null for whoever does not run the shop. */
  pulse: OwnerPulse | null;
  backups: BackupPulse | null;
}

/** The home of the counter: receive, find, and what waits, at one glance. */
export function CounterPage(
  { viewer, branch, counter, alerts, slips, mentions, due, today, pulse, backups }: CounterPageProps,
) {
  const text = boardText[viewer.locale];
  const list = (only: object) => paths.orders(listQuery({ ...EVERYTHING, branch, ...only }));
  return (
    <Layout viewer={viewer} title={text.counter} section="counter" width="wide">
      <PageHeader
        title={text.counter}
        actions={viewer.can("intakes.create") && (
          <LinkButton variant="primary" size="big" icon="plus" href={paths.newIntake()}>
            {text.newIntake}
          </LinkButton>
        )}
      />
      <div class="stack loose">
        <LiveAlerts viewer={viewer} alerts={alerts} />
        <MentionsPanel viewer={viewer} mentions={mentions} />
        <DuePanel viewer={viewer} due={due} />
        {viewer.can("slips.manage") && <OldSlips viewer={viewer} {...slips} />}
        <OverdueLoans viewer={viewer} count={today.overdueLoans} />
        <div class="stack tight">
          <ScanBox viewer={viewer} big />
          <p class="muted">{text.scanHint}</p>
        </div>
        {counter.begun || !viewer.can("settings.manage")
          ? <OwnerPulsePanel viewer={viewer} branch={branch} pulse={pulse} backups={backups} />
          : <FirstSteps viewer={viewer} backups={backups} />}
        <div class="queues">
          <TodayPanel viewer={viewer} appointments={today.appointments} />
          <UnreadPanel viewer={viewer} messages={today.messages} />
          <QueuePanel
            {...{ viewer, tone: "ready", icon: "package-check" }}
            heading={text.toDeliver}
            queue={counter.ready}
            none={text.none.ready}
            href={list({ status: "ready" })}
          />
          <QueuePanel
            {...{ viewer, tone: "waiting", icon: "clock" }}
            heading={text.awaitingApproval}
            queue={counter.awaitingApproval}
            none={text.none.approval}
            href={list({ status: "awaiting_approval", sort: "oldest" })}
          />
          <QueuePanel
            {...{ viewer, tone: "problem", icon: "triangle-alert" }}
            heading={text.overdue}
            queue={counter.overdue}
            mixed
            none={text.none.overdue}
            href={list({ overdue: true })}
          />
          <QueuePanel
            {...{ viewer, tone: "waiting", icon: "history" }}
            heading={text.stale}
            queue={counter.stale}
            mixed
            none={text.none.stale}
            href={list({ stale: "set" })}
          />
          <QueuePanel
            {...{ viewer, tone: "waiting", icon: "bell-ring" }}
            heading={text.untold}
            queue={{ rows: counter.untold, count: viewer.badges?.untold ?? counter.untold.length }}
            none={text.none.untold}
            note={text.untoldNote}
            href={paths.untold()}
          />
        </div>
      </div>
    </Layout>
  );
}

/** The home of a technician: the own orders and what nobody has taken yet. */
export function BenchPage(
  { viewer, bench, alerts, mentions, due, timer, pulse }: {
    viewer: Viewer;
    bench: Bench;
    alerts: readonly Alert[];
    mentions: readonly Mention[];
    due: readonly DueOrder[];
    timer: TechnicianTime["running"];
    pulse: BenchPulse;
  },
) {
  const text = boardText[viewer.locale];
  const mine = paths.orders(listQuery({ ...EVERYTHING, mine: true, group: "open", sort: "oldest" }));
  const free = paths.orders(listQuery({ ...EVERYTHING, technician: "none", group: "open", sort: "oldest" }));
  return (
    <Layout viewer={viewer} title={text.bench} section="counter" width="wide">
      <PageHeader title={text.bench} />
      <div class="stack loose">
        <LiveAlerts viewer={viewer} alerts={alerts} />
        <MentionsPanel viewer={viewer} mentions={mentions} />
        <DuePanel viewer={viewer} due={due} />
        <RunningTimer viewer={viewer} timer={timer} />
        <ScanBox viewer={viewer} big />
        <BenchPulsePanel viewer={viewer} pulse={pulse} />
        <div class="columns bench">
          <PressingPanels viewer={viewer} work={bench.work} />
          <QueuePanel
            {...{ viewer, tone: "active", icon: "wrench" }}
            heading={text.mine}
            queue={{ rows: bench.mine, count: bench.mine.length }}
            mixed
            none={text.noneMine}
            href={mine}
            class="bench-own"
          />
          <QueuePanel
            {...{ viewer, tone: "new", icon: "inbox" }}
            heading={text.unassigned}
            queue={{ rows: bench.unassigned, count: bench.unassigned.length }}
            mixed
            none={text.noneUnassigned}
            href={free}
          />
        </div>
      </div>
    </Layout>
  );
}

/** What of the own work is late, due today or standing still; nothing where nothing is. */
function PressingPanels({ viewer, work }: { viewer: Viewer; work: Bench["work"] }) {
  const text = boardText[viewer.locale];
  const own = (only: object) => paths.orders(listQuery({ ...EVERYTHING, mine: true, ...only }));
  const panels = [
    {
      heading: text.ownOverdue,
      icon: "triangle-alert",
      tone: "problem",
      rows: work.overdue,
      href: own({ overdue: true }),
    },
    {
      heading: text.dueToday,
      icon: "clock",
      tone: "waiting",
      rows: work.dueToday,
      href: own({ group: "open", sort: "oldest" }),
    },
    {
      heading: text.stale,
      icon: "history",
      tone: "waiting",
      rows: work.stale,
      href: own({ stale: "set" }),
    },
  ] as const;
  return (
    <>
      {panels.filter(({ rows }) => rows.length > 0).map(({ rows, ...panel }) => (
        <QueuePanel
          {...panel}
          viewer={viewer}
          queue={{ rows: rows.slice(0, SHOWN), count: rows.length }}
          mixed
          none=""
        />
      ))}
    </>
  );
}

/** Of a pressing list the page shows the first. */
const SHOWN = 5;

interface QueuePanelProps {
  viewer: Viewer;
  heading: string;
  icon: IconName;
  tone: Tone;
  queue: Queue;
  /** Its orders stand in different statuses, so each says its own. */
  mixed?: boolean;
  /** In place of the rows when there are none. */
  none: string;
  note?: string;
  class?: string;
  /** The list with all of them. */
  href: string;
}

function QueuePanel(
  { viewer, heading, icon, tone, queue, mixed = false, none, note, class: extra, href }: QueuePanelProps,
) {
  const id = `queue-${icon}`;
  return (
    <Panel
      heading={heading}
      headingId={id}
      icon={icon}
      class={extra}
      flush
      actions={queue.count > 0 && <Badge count={queue.count} tone={tone} />}
      footer={queue.count > queue.rows.length && <a href={href}>{boardText[viewer.locale].seeAll}</a>}
    >
      {queue.rows.length === 0 ? <p class="muted panel-note">{none}</p> : (
        <>
          {note && <p class="muted panel-note">{note}</p>}
          <ul class="link-list" data-rows="">
            {queue.rows.map((row) => <QueueRow {...{ viewer, row, mixed }} late={tone === "problem"} />)}
          </ul>
        </>
      )}
    </Panel>
  );
}

interface QueueRowProps {
  viewer: Viewer;
  row: OrderListRow;
  mixed: boolean;
  /** All in its queue are. */
  late: boolean;
}

function QueueRow({ viewer, row, mixed, late }: QueueRowProps) {
  return (
    <li>
      <span class="grow">
        <a class="row-link" href={paths.order(row.number)}>
          <Code>{row.number}</Code> {deviceName(viewer, row)}
        </a>
        <span class="queue-note sub">
          <span class="ellipsis" title={row.client}>{row.client}</span>
          <TimeAgo viewer={viewer} at={row.status_since} />
        </span>
        {mixed && (
          <span class="marks">
            <StatusChip viewer={viewer} status={row.status} small />
            <Marks locale={viewer.locale} row={row} now={viewer.now} lateIsSaid={late} />
          </span>
        )}
      </span>
    </li>
  );
}
