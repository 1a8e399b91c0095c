import type { TechnicianTime } from "../../src/timers/queries.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Panel, StatCard } from "../components/panel.tsx";
import { Code, Notice } from "../components/status.tsx";
import { DateTimeText, TimeAgo } from "../components/time.tsx";
import { deviceName } from "../orders/status.tsx";
import type { Viewer } from "../viewer.ts";
import { durationWords, timerText } from "./text.ts";

/** What the viewer's own timer runs on, with the way to stop it; nothing where it stands. */
export function RunningTimer({ viewer, timer }: { viewer: Viewer; timer: TechnicianTime["running"] }) {
  if (!timer) return null;
  const text = timerText[viewer.locale];
  return (
    <Notice tone="active">
      <form class="row apart" method="post" action={paths.orderTime(timer.number)}>
        <CsrfField viewer={viewer} />
        <span>
          {text.running} <DateTimeText viewer={viewer} at={timer.since} />:{" "}
          <a href={paths.order(timer.number)}>
            <Code>{timer.number}</Code>
          </a>
        </span>
        <Button size="small" icon="pause" name="act" value="stop">{text.stop}</Button>
      </form>
    </Notice>
  );
}

/** How long somebody worked lately, and on which orders. */
export function TechnicianTimePanel({ viewer, time }: { viewer: Viewer; time: TechnicianTime }) {
  const text = timerText[viewer.locale].technician;
  const { running } = time;
  return (
    <Panel heading={text.heading} headingId="technician-time" icon="clock">
      {running && (
        <p>
          {timerText[viewer.locale].running} <DateTimeText viewer={viewer} at={running.since} />:{" "}
          <a href={paths.order(running.number)}>
            <Code>{running.number}</Code>
          </a>
        </p>
      )}
      <div class="stats">
        {(["day", "week", "month"] as const).map((span) => (
          <StatCard label={text[span]} value={durationWords(viewer.locale, time[span])} />
        ))}
      </div>
      {time.orders.length === 0 ? <p class="muted">{text.none}</p> : (
        <>
          <h3>{text.orders}</h3>
          <ul class="link-list" data-rows="">
            {time.orders.map((order) => (
              <li>
                <span class="grow">
                  <a class="row-link" href={paths.order(order.number)}>
                    <Code>{order.number}</Code> {deviceName(viewer, order)}
                  </a>
                  <span class="sub">
                    <TimeAgo viewer={viewer} at={order.at} />
                  </span>
                </span>
                <span>{durationWords(viewer.locale, order.ms)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
