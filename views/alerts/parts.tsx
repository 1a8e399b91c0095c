import { type Alert, alertMark, type AlertSubject } from "../../src/alerts/alert.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Notice } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import { clock } from "../printing/words.ts";
import type { Viewer } from "../viewer.ts";
import { alertText } from "./text.ts";
import { alertPage, alertSentence } from "./words.ts";

/** What everybody has a page of; the rest is mended by administrators alone, whom somebody may have to tell. */
const OF_THE_BENCH: ReadonlySet<AlertSubject["kind"]> = new Set(["agent", "printer", "part"]);

/** The strip on the pages where one begins the day; it follows what happens. */
export function LiveAlerts({ viewer, alerts }: { viewer: Viewer; alerts: readonly Alert[] }) {
  return (
    <div class="alert-news" hx-sse:connect={`${paths.counterLive()}?v=${alertMark(alerts)}`}>
      <AlertStrip viewer={viewer} alerts={alerts} />
    </div>
  );
}

/** What is wrong and nobody here has read yet; what the clock does concerns administrators. */
export function AlertStrip({ viewer, alerts }: { viewer: Viewer; alerts: readonly Alert[] }) {
  const text = alertText[viewer.locale];
  const unread = alerts.filter((alert) =>
    alert.seenAt === null && (alert.subject.kind !== "task" || viewer.can("settings.manage"))
  );
  return (
    <div id="alert-strip" class="stack tight" role="status">
      {unread.map((alert) => (
        <Notice tone="problem" title={alertSentence(alert, viewer)}>
          <p>{text.what[alert.kind]}</p>
          <div class="row">
            {(OF_THE_BENCH.has(alert.subject.kind) || viewer.can("settings.manage")) && (
              <a href={alertPage(alert, viewer.locale).path}>{text.details}</a>
            )}
            <SeenForm viewer={viewer} alert={alert} />
          </div>
        </Notice>
      ))}
    </div>
  );
}

interface OpenAlertsProps {
  viewer: Viewer;
  alerts: readonly Alert[];
  /** Administrators take them on here. */
  taking?: boolean;
}

/** What is wrong now, with what to do about it and who is on it. */
export function OpenAlerts({ viewer, alerts, taking = false }: OpenAlertsProps) {
  const text = alertText[viewer.locale];
  return (
    <>
      {alerts.map((alert) => (
        <Notice tone="problem" title={alertSentence(alert, viewer)}>
          <p>{text.what[alert.kind]}</p>
          {alert.seenAt !== null && <p class="muted">{text.seenBy(alert.seenBy)}</p>}
          {alert.acknowledgedAt !== null && (
            <p class="muted">
              {text.acknowledgedBy(alert.acknowledgedBy)}{" "}
              <TimeAgo viewer={viewer} at={alert.acknowledgedAt} />
            </p>
          )}
          <div class="row">
            {taking && <a href={alertPage(alert, viewer.locale).path}>{text.details}</a>}
            {alert.seenAt === null && <SeenForm viewer={viewer} alert={alert} />}
            {taking && alert.acknowledgedAt === null && <TakingForm viewer={viewer} alert={alert} />}
          </div>
        </Notice>
      ))}
    </>
  );
}

/** Incidents as a list, the latest first. */
export function AlertList({ viewer, alerts }: { viewer: Viewer; alerts: readonly Alert[] }) {
  const text = alertText[viewer.locale];
  return (
    <ul class="stack tight">
      {alerts.map((alert) => (
        <li>
          {alertSentence(alert, viewer)}
          <span class="muted">
            {" · "}
            {alert.closedAt === null ? <TimeAgo viewer={viewer} at={alert.openedAt} /> : text.lasted(
              clock(viewer, alert.facts.since ?? alert.openedAt),
              clock(viewer, alert.closedAt),
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function TakingForm({ viewer, alert }: { viewer: Viewer; alert: Alert }) {
  return (
    <form method="post" action={paths.alertTaken(alert.id)}>
      <CsrfField viewer={viewer} />
      <Button size="small" icon="user-check">{alertText[viewer.locale].acknowledge}</Button>
    </form>
  );
}

function SeenForm({ viewer, alert }: { viewer: Viewer; alert: Alert }) {
  return (
    <form method="post" action={paths.alertSeen(alert.id)}>
      <CsrfField viewer={viewer} />
      <Button size="small" icon="check">{alertText[viewer.locale].seen}</Button>
    </form>
  );
}
