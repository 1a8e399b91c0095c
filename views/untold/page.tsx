import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import type { Locale } from "../../src/lib/locale.ts";
import { TELL_CHANNELS } from "../../src/mail/message.ts";
import { paths } from "../../src/paths.ts";
import type { PreparedChat } from "../../src/untold/chat.ts";
import type { UntoldLine } from "../../src/untold/queries.ts";
import { asset, BOARD_STYLE } from "../assets.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextInput } from "../components/inputs.tsx";
import { Pager } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Badge, Code } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import { errorOf, fieldsOf } from "../errors/fields.ts";
import { CsvLink } from "../exports/link.tsx";
import { Layout } from "../layout.tsx";
import { chatText } from "../mail/chat.ts";
import { deviceName } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import { untoldText } from "./text.ts";

/** A form that came back: whose, what was typed, and what is wrong. */
export interface ReturnedTelling {
  line: UntoldLine;
  typed: Typed;
  errors: FieldErrors;
}

export interface UntoldPageProps {
  viewer: Viewer;
  lines: readonly UntoldLine[];
  count: number;
  /** Address of the next page, null on the last one. */
  next: string | null;
  /** This is not the first page. */
  later: boolean;
  returned?: ReturnedTelling;
}

/** Everybody who has to be told by hand, who has waited longest first. */
export function UntoldPage({ viewer, lines, count, next, later, returned }: UntoldPageProps) {
  const t = untoldText[viewer.locale];
  const others = lines.filter((line) => line.order_id !== returned?.line.order_id);
  const none = others.length === 0 && !returned;
  return (
    <Layout
      viewer={viewer}
      title={t.title}
      section="counter"
      head={<link rel="stylesheet" href={asset(BOARD_STYLE)} />}
    >
      <PageHeader title={t.title} aside={count > 0 && <Badge count={count} tone="waiting" />} lead={t.lead} />
      <Panel flush aria-label={t.caption}>
        {none
          ? <EmptyState icon="circle-check" title={t.emptyTitle}>{t.empty}</EmptyState>
          : (
            <ul class="untold-list" data-rows="">
              {returned && <UntoldItem viewer={viewer} {...returned} />}
              {others.map((line) => <UntoldItem viewer={viewer} line={line} />)}
            </ul>
          )}
      </Panel>
      <Pager
        viewer={viewer}
        newer={later ? paths.untold() : null}
        older={next}
        words={{ newer: t.newer, older: t.older }}
      />
      <CsvLink viewer={viewer} list="por-avisar" />
    </Layout>
  );
}

type ItemProps = { viewer: Viewer; line: UntoldLine } & Partial<Omit<ReturnedTelling, "line">>;

function UntoldItem(props: ItemProps) {
  const { viewer, line } = props;
  const t = untoldText[viewer.locale];
  return (
    <li>
      <div class="stack tight grow">
        <p>
          <a class="row-link" href={paths.order(line.number)}>
            <strong>{line.client}</strong>
          </a>
        </p>
        <p>
          <Code>{line.number}</Code> {deviceName(viewer, line)}
          {" · "}
          {t.about[line.about]} <TimeAgo viewer={viewer} at={line.since} />
        </p>
        <p class="muted">
          {t.reasons[line.reason]}
          {line.opened_at !== null && (
            <>
              {" · "}
              {t.opened} <TimeAgo viewer={viewer} at={line.opened_at} /> {t.by(line.opened_by_name)}
            </>
          )}
        </p>
      </div>
      <div class="untold-acts">
        <Ways {...props} />
        <TellForm {...props} />
      </div>
    </li>
  );
}

/** What reaches the client. */
function Ways({ viewer, line }: ItemProps) {
  const t = untoldText[viewer.locale];
  const [first] = line.phones;
  if (!first) return <span class="muted">{t.noPhone}</span>;
  return (
    <>
      <form method="post" action={paths.untoldChat(line.number)} target="_blank">
        <CsrfField viewer={viewer} />
        <Button icon="message-circle">{t.whatsapp}</Button>
      </form>
      <LinkButton icon="phone" href={`tel:${first.value}`} aria-label={t.call(first.display)}>
        {first.display}
      </LinkButton>
    </>
  );
}

function TellForm({ viewer, line, typed, errors }: ItemProps) {
  const t = untoldText[viewer.locale];
  const channels = orderText[viewer.locale].channels;
  const how = typedText(typed, "how");
  const field = fieldsOf({ viewer, typed, errors: errors ?? {} });
  return (
    <details class="tell" open={errors !== undefined}>
      <summary class="button primary">{t.mark}</summary>
      <form method="post" action={paths.untoldTold(line.number)} class="stack tight">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="about" value={line.about} />
        <ChipGroup
          viewer={viewer}
          choose="one"
          name="how"
          label={t.how}
          required
          choices={TELL_CHANNELS.map((value) => ({ value, label: channels[value] }))}
          chosen={how ? [how] : []}
          error={errors && errorOf(viewer, errors, "how")}
        />
        <TextInput
          {...field("note")}
          id={`note-${line.number}`}
          label={t.note}
          placeholder={t.notePlaceholder}
          maxlength={300}
          autocomplete="off"
        />
        <Button variant="primary" icon="check">{t.save}</Button>
      </form>
    </details>
  );
}

interface ChatPageProps {
  viewer: Viewer;
  chat: PreparedChat;
  back: { href: string; label: string };
  /** What was noted of it. */
  note: string;
}

/** A chat about orders. */
export function ChatPage({ viewer, chat, back, note }: ChatPageProps) {
  const { facts: { client, locale }, phone } = chat;
  const text = chatText(chat.about, chat.facts);
  return <ChatOpening {...{ viewer, client, locale, phone, text, back, note }} />;
}

interface ChatOpeningProps extends Omit<ChatPageProps, "chat"> {
  client: string;
  /** What the text is written in. */
  locale: Locale;
  /** Digits for `wa.me`. */
  phone: string;
  text: string;
}

/** Leads on to the chat: a form may not be sent on to another site, a page may. */
export function ChatOpening({ viewer, client, locale, phone, text, back, note }: ChatOpeningProps) {
  const t = untoldText[viewer.locale].chat;
  const href = `https://wa.me/${phone}?text=${encodeURIComponent(text)}`;
  return (
    <Layout
      viewer={viewer}
      title={t.title}
      section="counter"
      width="narrow"
      head={<meta http-equiv="refresh" content={`0;url=${href}`} />}
    >
      <PageHeader title={t.title} lead={t.lead(client)} back={back} />
      <Panel heading={t.text} headingId="chat-text" icon="message-circle">
        <p class="prose" lang={locale}>{text}</p>
        <p class="hint">{note}</p>
        <LinkButton variant="primary" icon="external-link" href={href} rel="noreferrer">{t.open}</LinkButton>
      </Panel>
    </Layout>
  );
}
