import type { TechnicianTime } from "../../src/timers/queries.ts";
import { paths } from "../../src/paths.ts";
import { Panel, StatCard } from "../components/panel.tsx";
import { Code } from "../components/status.tsx";
import { DateTimeText, TimeAgo } from "../components/time.tsx";
import { deviceName } from "../orders/status.tsx";
import type { Viewer } from "../viewer.ts";
import { durationWords, timerText } from "./text.ts";

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
