import type { OrderDetail } from "../../src/orders/queries.ts";
import { paths } from "../../src/paths.ts";
import type { UnreadMessage } from "../../src/tracking/message_queries.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Excerpt } from "../components/excerpt.tsx";
import { Panel } from "../components/panel.tsx";
import { Badge, Code } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { trackingMessageText } from "./message_text.ts";

/** What the client wrote and nobody has read, at the top of the order's page. */
export function UnreadPart({ viewer, detail }: { viewer: Viewer; detail: OrderDetail }) {
  const { unread, order } = detail;
  if (unread.length === 0) return <div id="order-unread" class="part"></div>;
  const t = trackingMessageText[viewer.locale].staff;
  return (
    <div id="order-unread" class="part">
      <section class="notice tone-waiting unread" aria-labelledby="unread-heading">
        <div class="stack tight">
          <h2 class="notice-title" id="unread-heading">{t.heading(unread.length)}</h2>
          {unread.map(({ text, at }) => (
            <blockquote>
              <p class="prose">{text}</p>
              <span class="hint">
                <TimeAgo viewer={viewer} at={at} />
              </span>
            </blockquote>
          ))}
          <div class="row apart">
            <span class="muted">{t.answer}</span>
            {viewer.can("orders.edit") && (
              <form method="post" action={paths.orderMessagesSeen(order.number)}>
                <CsrfField viewer={viewer} />
                <Button size="small" icon="check">{t.markSeen}</Button>
              </form>
            )}
          </div>
        </div>
      </section>
    </div>
  );
}

/** Orders whose client waits for an answer, on the counter's page; nothing when there are none. */
export function UnreadPanel({ viewer, messages }: { viewer: Viewer; messages: readonly UnreadMessage[] }) {
  const t = trackingMessageText[viewer.locale].staff;
  if (messages.length === 0) return null;
  return (
    <Panel
      heading={t.list}
      headingId="messages-heading"
      icon="message-square"
      flush
      actions={<Badge count={messages.length} tone="waiting" />}
    >
      <ul class="link-list" data-rows="">
        {messages.map(({ number, client, text, at }) => (
          <li>
            <span class="grow">
              <a class="row-link" href={paths.order(number)}>
                <Code>{number}</Code> {client}
              </a>
              <span class="queue-note sub">
                <Excerpt text={text} />
                <TimeAgo viewer={viewer} at={at} />
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

interface PhotoSharingProps {
  viewer: Viewer;
  number: string;
  photo: { id: string; name: string; visibility: "internal" | "public" };
}

/** Whether the client sees a photo, and the button that changes it. */
export function PhotoSharing({ viewer, number, photo }: PhotoSharingProps) {
  const t = trackingMessageText[viewer.locale].staff;
  const isPublic = photo.visibility === "public";
  if (!viewer.can("orders.edit")) return <span class="hint">{isPublic ? t.isPublic : t.isInternal}</span>;
  return (
    <form method="post" action={paths.orderPhotoSharing(number, photo.id)}>
      <CsrfField viewer={viewer} />
      <input type="hidden" name="visibility" value={isPublic ? "internal" : "public"} />
      <Button
        size="small"
        variant="quiet"
        icon={isPublic ? "eye" : "eye-off"}
        aria-label={`${isPublic ? t.isPublic : t.isInternal}. ${isPublic ? t.hide : t.share}: ${photo.name}`}
        title={isPublic ? t.hide : t.share}
      >
        {isPublic ? t.isPublic : t.isInternal}
      </Button>
    </form>
  );
}
