import { displayPhone } from "../../src/lib/phone.ts";
import type { OrderMessage } from "../../src/mail/queries.ts";
import { paths } from "../../src/paths.ts";
import { Panel } from "../components/panel.tsx";
import { Chip } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import { MESSAGE_TONE } from "../mail/states.ts";
import { text } from "../mail/text.ts";
import type { Viewer } from "../viewer.ts";
import { orderMailText } from "./mail_text.ts";

interface MailsProps {
  viewer: Viewer;
  messages: readonly OrderMessage[];
}

/** Every message about the order with its true state. */
export function MailsPanel({ viewer, messages }: MailsProps) {
  const t = orderMailText[viewer.locale];
  return (
    <Panel
      id="order-mails"
      heading={t.mails}
      headingId="mails-heading"
      icon="mail"
      flush={messages.length > 0}
    >
      {messages.length === 0 && <p class="muted">{t.none}</p>}
      {messages.length > 0 && (
        <ul class="link-list">
          {messages.map((message) => <MailLine viewer={viewer} message={message} />)}
        </ul>
      )}
    </Panel>
  );
}

function MailLine({ viewer, message }: { viewer: Viewer; message: OrderMessage }) {
  const { kinds, states } = text[viewer.locale];
  const { id, kind, channel, state, files, toAddress, createdAt } = message;
  const about = files.length > 0 ? files.map((name) => name.replace(/\.pdf$/, "")).join(", ") : kinds[kind];
  return (
    <li>
      <div class="grow">
        {viewer.can("messages.read") ? <a href={paths.message(id)}>{about}</a> : <span>{about}</span>}
        <p class="sub">
          {channel === "whatsapp" ? `WhatsApp ${displayPhone(toAddress)}` : toAddress} ·{" "}
          <TimeAgo viewer={viewer} at={createdAt} />
        </p>
      </div>
      <Chip tone={MESSAGE_TONE[state]} label={states[state]} small />
    </li>
  );
}
