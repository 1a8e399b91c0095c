import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import type { Locale } from "../../src/lib/locale.ts";
import { TELL_CHANNELS } from "../../src/mail/message.ts";
import { paths } from "../../src/paths.ts";
import type { PreparedChat } from "../../src/untold/chat.ts";
import type { UntoldCounts, UntoldLine } from "../../src/untold/queries.ts";
import { type UntoldFilter, untoldQueryText, WAITING } from "../../src/untold/untold.ts";
import { asset, BOARD_STYLE } from "../assets.ts";
import { UnlessRefused } from "../clients/no_chat.tsx";
import { Button, LinkButton } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Icon } from "../components/icon.tsx";
import { DateInput, TextInput } from "../components/inputs.tsx";
import { Pager, Tabs } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Badge, Code } from "../components/status.tsx";
import { DateText, TimeAgo } from "../components/time.tsx";
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
  form: "told" | "put_off";
  line: UntoldLine;
  typed: Typed;
  errors: FieldErrors;
}

export interface UntoldPageProps {
  viewer: Viewer;
  lines: readonly UntoldLine[];
  counts: UntoldCounts;
  filter: UntoldFilter;
  /** Address of the next page, null on the last one. */
  next: string | null;
  /** This is not the first page. */
  later: boolean;
  returned?: ReturnedTelling;
}

/** Everybody who has to be told by hand, who has waited longest first. */
export function UntoldPage({ viewer, lines, counts, filter, next, later, returned }: UntoldPageProps) {
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
      <PageHeader
        title={t.title}
        aside={counts.waiting > 0 && <Badge count={counts.waiting} tone="waiting" />}
        lead={t.lead}
      />
      <Tabs label={t.filter} tabs={tabsOf(viewer, counts, filter)} />
      <Panel flush aria-label={t.caption}>
        {none
          ? (
            <EmptyState icon="circle-check" title={t.emptyTitles[filter.view]}>
              {filter.view === "waiting" && t.empty}
            </EmptyState>
          )
          : (
            <ul class="untold-list" data-rows="">
              {returned && <UntoldItem viewer={viewer} {...returned} />}
              {others.map((line) => <UntoldItem viewer={viewer} line={line} />)}
            </ul>
          )}
      </Panel>
      <Pager
        viewer={viewer}
        newer={later ? paths.untold(untoldQueryText(filter)) : null}
        older={next}
        words={{ newer: t.newer, older: t.older }}
      />
      {!none && <p class="hint script-only wide-screen">{t.keys}</p>}
      <CsvLink viewer={viewer} list="por-avisar" />
    </Layout>
  );
}

function tabsOf({ locale }: Viewer, counts: UntoldCounts, filter: UntoldFilter) {
  const t = untoldText[locale];
  const href = (to: Partial<UntoldFilter>) => paths.untold(untoldQueryText({ ...WAITING, ...to }));
  return [
    {
      href: href({}),
      label: t.views.waiting,
      count: counts.waiting,
      current: filter.view === "waiting" && filter.reason === null,
    },
    ...counts.reasons.map(({ reason, count }) => ({
      href: href({ reason }),
      label: t.reasons[reason],
      count,
      current: filter.view === "waiting" && filter.reason === reason,
    })),
    ...(["later", "left"] as const).map((view) => ({
      href: href({ view }),
      label: t.views[view],
      count: counts[view],
      current: filter.view === view,
    })),
  ];
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
          {line.postponed_until > viewer.now && (
            <>
              {" · "}
              {t.until} <DateText viewer={viewer} at={line.postponed_until} />
            </>
          )}
          {line.note && ` · ${line.note}`}
        </p>
      </div>
      <div class="untold-acts">
        <Ways {...props} />
        <TellForm {...props} />
        <PutOff {...props} />
      </div>
    </li>
  );
}

/** What reaches the client, what they prefer first. */
function Ways({ viewer, line }: ItemProps) {
  const t = untoldText[viewer.locale];
  if (line.ways.length === 0 && line.phones.length === 0) return <span class="muted">{t.noPhone}</span>;
  return (
    <>
      {line.phones.length > 0 && <UnlessRefused viewer={viewer} consents={line.consents} />}
      {line.ways.map((way) => {
        if (way.by === "whatsapp") {
          return (
            <form method="post" action={paths.untoldChat(line.number)} target="_blank">
              <CsrfField viewer={viewer} />
              <Button icon="message-circle" data-row-key="w">{t.whatsapp}</Button>
            </form>
          );
        }
        if (way.by === "email") {
          return (
            <LinkButton icon="mail" href={`mailto:${encodeURI(way.value)}`} aria-label={t.write(way.display)}>
              {way.display}
            </LinkButton>
          );
        }
        return (
          <LinkButton
            icon="phone"
            href={`tel:${way.value}`}
            aria-label={t.call(way.display)}
            data-row-key="l"
          >
            {way.display}
          </LinkButton>
        );
      })}
    </>
  );
}

/** Not now, or not at all; or back into the queue. */
function PutOff({ viewer, line, form, typed, errors }: ItemProps) {
  const t = untoldText[viewer.locale];
  const own = form === "put_off" ? { typed, errors: errors ?? {} } : { typed: undefined, errors: {} };
  const field = fieldsOf({ viewer, ...own });
  const action = paths.untoldPutOff(line.number);
  const away = line.dismissed_at !== null || line.postponed_until > viewer.now;
  if (away) {
    return (
      <form method="post" action={action}>
        <CsrfField viewer={viewer} />
        <Button name="act" value="resume" icon="undo-2">{t.resume}</Button>
      </form>
    );
  }
  return (
    <details class="tell" open={form === "put_off"}>
      <summary class="button" data-row-key="p">
        <Icon name="clock" />
        <span>{t.notNow}</span>
      </summary>
      <form method="post" action={action} class="stack tight">
        <CsrfField viewer={viewer} />
        <DateInput {...field("until")} id={`until-${line.number}`} label={t.untilDay} />
        <TextInput
          {...field("note")}
          id={`why-${line.number}`}
          label={t.note}
          hint={t.leaveHint}
          maxlength={300}
          autocomplete="off"
        />
        <div class="row">
          <Button name="act" value="later" variant="primary" icon="clock">{t.later}</Button>
          <Button name="act" value="leave" icon="bell-off">{t.leave}</Button>
        </div>
      </form>
    </details>
  );
}

function TellForm({ viewer, line, form, ...back }: ItemProps) {
  const { typed, errors } = form === "told" ? back : {};
  const t = untoldText[viewer.locale];
  const channels = orderText[viewer.locale].channels;
  const how = typedText(typed, "how");
  const field = fieldsOf({ viewer, typed, errors: errors ?? {} });
  return (
    <details class="tell" open={errors !== undefined}>
      <summary class="button primary" data-row-key="a">
        <Icon name="check" />
        <span>{t.mark}</span>
      </summary>
      <form method="post" action={paths.untoldTold(line.number)} class="stack tight">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="about" value={line.about} />
        <ChipGroup
          viewer={viewer}
          choose="one"
          name="how"
          id={`how-${line.number}`}
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
