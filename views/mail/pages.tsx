import type { MessageFilter } from "../../src/mail/filter.ts";
import { MESSAGE_STATES, SECRET_KINDS } from "../../src/mail/message.ts";
import type { MessageLine, MessageList, MessageView } from "../../src/mail/queries.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import { FilterBar, Pager, Tabs } from "../components/list.tsx";
import { DescriptionList, EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Code, Notice } from "../components/status.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { DateTimeText, TimeAgo } from "../components/time.tsx";
import { CsvLink } from "../exports/link.tsx";
import { Layout } from "../layout.tsx";
import { faultSentence } from "../whatsapp/faults.ts";
import type { Viewer } from "../viewer.ts";
import { MESSAGE_TONE } from "./states.ts";
import { text } from "./text.ts";

/** `sending` lasts seconds and stands under `queued`. */
const SHOWN_STATES = MESSAGE_STATES.filter((state) => state !== "sending");

export interface MessagesProps {
  viewer: Viewer;
  list: MessageList;
  filter: MessageFilter;
  /** The list with another part of the filter. */
  hrefOf(wish: Partial<MessageFilter>): string;
  sendsMail: boolean;
}

export function MessagesPage({ viewer, list, filter, hrefOf, sendsMail }: MessagesProps) {
  const t = text[viewer.locale];
  const { state, kind, to } = filter;
  const narrowed = state !== null || kind !== null || to !== "";
  const here = hrefOf({});
  return (
    <Layout viewer={viewer} title={t.page.title} section="admin" width="wide">
      <PageHeader
        title={t.page.title}
        lead={t.page.lead}
        back={{ href: paths.admin(), label: t.page.back }}
        actions={
          <LinkButton href={paths.suppressions()} icon="bell-off">{t.page.suppressedTitle}</LinkButton>
        }
      />
      {!sendsMail && <Notice tone="waiting">{t.page.noServer}</Notice>}
      <Tabs
        label={t.page.filter}
        tabs={[
          { href: hrefOf({ state: null }), label: t.page.all, current: state === null },
          ...SHOWN_STATES.map((one) => ({
            href: hrefOf({ state: one }),
            label: t.states[one],
            current: state === one,
          })),
        ]}
      />
      <FilterBar action={paths.messages()} label={t.page.filters}>
        {state && <input type="hidden" name="estado" value={state} />}
        <Select
          viewer={viewer}
          name="tipo"
          label={t.page.kind}
          value={kind ?? ""}
          empty={t.page.all}
          options={Object.entries(t.kinds).map(([value, label]) => ({ value, label }))}
        />
        <TextInput
          viewer={viewer}
          name="para"
          label={t.page.address}
          value={to}
          maxlength={254}
        />
        <Button>{t.page.apply}</Button>
      </FilterBar>
      <Panel flush aria-label={t.page.caption}>
        <DataTable
          viewer={viewer}
          caption={t.page.caption}
          columns={columns(viewer)}
          rows={list.messages}
          href={(message) => paths.message(message.id)}
          empty={
            <EmptyState icon="mail" title={narrowed ? t.page.emptyFiltered : t.page.emptyTitle}>
              {narrowed ? null : t.page.empty}
            </EmptyState>
          }
        />
      </Panel>
      <Pager
        viewer={viewer}
        older={list.before === null ? null : `${here}${here.includes("?") ? "&" : "?"}antes=${list.before}`}
      />
      <CsvLink viewer={viewer} list="mensajes" query={here.slice(paths.messages().length)} />
    </Layout>
  );
}

function columns(viewer: Viewer): Column<MessageLine>[] {
  const t = text[viewer.locale];
  return [
    { label: t.page.subject, width: "grow", cell: (message) => message.subject },
    {
      label: t.page.to,
      cell: (message) => <span title={message.toAddress}>{message.toName}</span>,
    },
    {
      label: t.page.kind,
      cell: ({ kind, channel }) => channel === "whatsapp" ? `${t.kinds[kind]} · WhatsApp` : t.kinds[kind],
      wideOnly: true,
    },
    {
      label: t.page.order,
      cell: (message) => <OrderLinks numbers={message.orderNumbers} />,
    },
    {
      label: t.page.state,
      cell: (message) => <Chip tone={MESSAGE_TONE[message.state]} label={t.states[message.state]} small />,
    },
    { label: t.page.created, cell: (message) => <TimeAgo viewer={viewer} at={message.createdAt} /> },
  ];
}

function OrderLinks({ numbers }: { numbers: readonly string[] }) {
  if (numbers.length === 0) return <>—</>;
  return (
    <>
      {numbers.map((number, at) => (
        <>
          {at > 0 && ", "}
          <a href={paths.order(number)}>
            <Code>{number}</Code>
          </a>
        </>
      ))}
    </>
  );
}

export interface MessageProps {
  viewer: Viewer;
  message: MessageView;
  sendsMail: boolean;
  /** The server may reach WhatsApp. */
  sendsChats: boolean;
}

export function MessagePage(props: MessageProps) {
  const { viewer, message, sendsMail } = props;
  const t = text[viewer.locale];
  const fault = message.log.find(({ result }) => result === "refused" || result === "later");
  return (
    <Layout viewer={viewer} title={message.subject} section="admin">
      <PageHeader
        title={message.subject}
        aside={<Chip tone={MESSAGE_TONE[message.state]} label={t.states[message.state]} />}
        back={{ href: paths.messages(), label: t.page.title }}
        actions={<ResendForm {...props} />}
      />
      {!sendsMail && message.state === "kept" && <Notice tone="waiting">{t.page.noServer}</Notice>}
      <AttemptNotices viewer={viewer} message={message} />
      {message.lastError !== "" && (
        <Notice tone="problem" title={t.page.lastError}>
          {message.chat !== null && fault && <p>{faultSentence(fault.code, viewer.locale)}</p>}
          <p class="mono">{message.lastError}</p>
        </Notice>
      )}
      <div class="split facts-first">
        <Panel heading={t.page.preview} headingId="preview-title" icon="mail" flush>
          <MessageContent viewer={viewer} message={message} />
        </Panel>
        <div class="stack">
          <Panel>
            <MessageFactList viewer={viewer} message={message} />
          </Panel>
          {message.attachments.length > 0 && (
            <Panel heading={t.page.attachments} headingId="attachments-title" icon="file-text">
              <ul class="stack tight">
                {message.attachments.map(({ position, name }) => (
                  <li>
                    <a href={paths.messageAttachment(message.id, position)} target="_blank">{name}</a>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          {message.log.length > 0 && <AttemptLog viewer={viewer} message={message} />}
          {!isSecret(message) && message.chat === null && (
            <Panel heading={t.page.plain} headingId="plain-title" icon="file-text">
              <pre class="mail-text">{message.text}</pre>
            </Panel>
          )}
        </div>
      </div>
    </Layout>
  );
}

function MessageContent({ viewer, message }: { viewer: Viewer; message: MessageView }) {
  const t = text[viewer.locale].page;
  if (isSecret(message)) return <p class="panel-note">{t.secret}</p>;
  if (message.chat !== null) return <pre class="mail-text panel-note">{message.chat}</pre>;
  return (
    <iframe
      class="mail-frame"
      src={paths.messageContent(message.id)}
      title={t.frame}
      sandbox=""
      loading="lazy"
    >
    </iframe>
  );
}

/** What one has to know of a mail whose delivery is in doubt. */
function AttemptNotices({ viewer, message }: { viewer: Viewer; message: MessageView }) {
  const t = text[viewer.locale].page;
  const doubtful = message.log.some(({ result }) => result === "unsure");
  if (message.chat !== null) {
    return message.state === "unsure" ? <Notice tone="waiting">{t.chatUnsure}</Notice> : null;
  }
  return (
    <>
      {message.suppressed && <Notice tone="problem">{t.suppressed(message.toAddress)}</Notice>}
      {doubtful && <Notice tone="waiting">{message.state === "sent" ? t.maybeTwice : t.maybeSent}</Notice>}
    </>
  );
}

/** Every try with what the server said. */
function AttemptLog({ viewer, message }: { viewer: Viewer; message: MessageView }) {
  const t = text[viewer.locale];
  return (
    <Panel heading={t.page.log} headingId="attempts-title" icon="history" flush>
      <DataTable
        viewer={viewer}
        caption={t.page.log}
        dense
        rows={message.log}
        columns={[
          { label: t.page.attempt, cell: ({ number }) => String(number), numeric: true },
          { label: t.page.when, cell: ({ at }) => <DateTimeText viewer={viewer} at={at} /> },
          { label: t.page.result, cell: ({ result }) => t.results[result] },
          {
            label: t.page.answer,
            width: "grow",
            cell: ({ answer }) => <span class="mono">{answer || "—"}</span>,
          },
          {
            label: t.page.took,
            numeric: true,
            cell: ({ durationMs }) => durationMs === null ? "—" : `${durationMs} ms`,
          },
        ]}
      />
    </Panel>
  );
}

function isSecret({ kind }: MessageView): boolean {
  return SECRET_KINDS.some((one) => one === kind);
}

function ResendForm({ viewer, message, sendsMail, sendsChats }: MessageProps) {
  const t = text[viewer.locale].page;
  const chat = message.chat !== null;
  const leaves = message.onItsWay &&
    ["queued", "sending", ...(chat ? [] : ["unsure"])].includes(message.state);
  if (!(chat ? sendsChats : sendsMail) || leaves || message.state === "withdrawn" || isSecret(message)) {
    return null;
  }
  return (
    <form method="post" action={paths.messageSending(message.id)}>
      <CsrfField viewer={viewer} />
      <Button icon="send">
        {["kept", "queued", "sending"].includes(message.state) ? t.sendNow : t.resend}
      </Button>
    </form>
  );
}

function MessageFactList({ viewer, message }: { viewer: Viewer; message: MessageView }) {
  const t = text[viewer.locale];
  return (
    <DescriptionList
      class="single"
      facts={[
        { term: t.page.to, value: `${message.toName} <${message.toAddress}>` },
        { term: t.page.channel, value: t.channels[message.channel] },
        { term: t.page.kind, value: t.kinds[message.kind] },
        {
          term: t.page.order,
          value: message.orderNumbers.length > 0 && <OrderLinks numbers={message.orderNumbers} />,
        },
        { term: t.page.created, value: <DateTimeText viewer={viewer} at={message.createdAt} /> },
        { term: t.page.sent, value: message.sentAt && <DateTimeText viewer={viewer} at={message.sentAt} /> },
        {
          term: t.page.delivered,
          value: message.deliveredAt && <DateTimeText viewer={viewer} at={message.deliveredAt} />,
        },
        { term: t.page.read, value: message.readAt && <DateTimeText viewer={viewer} at={message.readAt} /> },
        { term: t.page.attempts, value: message.attempts > 0 && message.attempts },
        {
          term: t.page.messageId,
          value: message.chat === null && <span class="mono muted">{message.messageId}</span>,
        },
      ]}
    />
  );
}
