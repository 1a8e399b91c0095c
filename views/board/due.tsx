import type { DueOrder } from "../../src/orders/custody.ts";
import { paths } from "../../src/paths.ts";
import { Panel } from "../components/panel.tsx";
import { Badge, Code } from "../components/status.tsx";
import { DateText } from "../components/time.tsx";
import { deviceName, StatusChip } from "../orders/status.tsx";
import type { Viewer } from "../viewer.ts";
import { boardText } from "./text.ts";

/** What has to be looked at again; nothing where no date has come. */
export function DuePanel({ viewer, due }: { viewer: Viewer; due: readonly DueOrder[] }) {
  if (due.length === 0) return null;
  const text = boardText[viewer.locale];
  return (
    <Panel
      heading={text.due}
      headingId="due-heading"
      icon="calendar"
      flush
      actions={<Badge count={due.length} tone="problem" />}
    >
      <p class="muted panel-note">{text.dueNote}</p>
      <ul class="link-list" data-rows="">
        {due.map((order) => {
          const at = order.status === "on_hold" ? order.hold_review_at : order.vendor_expected_at;
          return (
            <li>
              <span class="grow">
                <a class="row-link" href={paths.order(order.number)}>
                  <Code>{order.number}</Code> {deviceName(viewer, order)}
                </a>
                <span class="sub">
                  {[order.client, order.status === "outsourced" && order.vendor].filter(Boolean).join(" · ")}
                  {at !== null && (
                    <>
                      {" "}· {text.dueSince} <DateText viewer={viewer} at={at} />
                    </>
                  )}
                </span>
                <span>
                  <StatusChip viewer={viewer} status={order.status} small />
                </span>
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
