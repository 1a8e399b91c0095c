import { paths } from "../../src/paths.ts";
import type { InboundLine } from "../../src/whatsapp/inbound_queries.ts";
import { Panel } from "../components/panel.tsx";
import { TimeAgo } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { whatsappText } from "./text.ts";

/** What a client wrote to the shop's number apart from an order; nothing for none. */
export function ClientInboundPanel({ viewer, lines }: { viewer: Viewer; lines: readonly InboundLine[] }) {
  const t = whatsappText[viewer.locale].client;
  if (lines.length === 0) return null;
  return (
    <Panel heading={t.heading} headingId="client-whatsapp" icon="message-circle">
      <p class="muted">{t.lead}</p>
      <InboundList viewer={viewer} lines={lines} />
    </Panel>
  );
}

export function InboundList({ viewer, lines }: { viewer: Viewer; lines: readonly InboundLine[] }) {
  return (
    <ul class="stack">
      {lines.map(({ phone, text, at }) => (
        <li>
          <p class="prose">{text}</p>
          <p class="sub">
            <a href={paths.search(`+${phone}`)}>+{phone}</a> · <TimeAgo viewer={viewer} at={at} />
          </p>
        </li>
      ))}
    </ul>
  );
}
