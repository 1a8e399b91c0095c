import type { SessionHead, SessionList, SessionPage, TillChoice } from "../../src/cash/queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { MoneyInput, TextInput } from "../components/inputs.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { TimeAgo } from "../components/time.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import { gatewayText } from "../gateways/text.ts";
import { Layout } from "../layout.tsx";
import { TillFields } from "../payments/opening.tsx";
import type { Viewer } from "../viewer.ts";
import { SessionTable } from "./list_page.tsx";
import { Entries, SessionChip, SessionFacts } from "./parts.tsx";
import { cashText } from "./text.ts";

export interface CashPageProps {
  viewer: Viewer;
  /** The viewer's own open session. */
  session: SessionPage | null;
  /** What they may open, while none is. */
  tills: readonly TillChoice[];
  /** The latest sessions that they may see. */
  recent: SessionList;
  /** Every open till, for who may see all. */
  open: readonly SessionHead[];
  formKey: string;
  typed?: Typed;
  errors?: FieldErrors;
}

export function CashPage(props: CashPageProps) {
  const { viewer, session, open, recent } = props;
  const text = cashText[viewer.locale];
  const others = open.filter((one) => one.id !== session?.id);
  return (
    <Layout viewer={viewer} title={text.title} section="cash">
      <PageHeader
        title={session ? session.till : text.title}
        aside={session && <SessionChip viewer={viewer} session={session} />}
        actions={
          <>
            {viewer.can("cash.manage") && (
              <LinkButton variant="quiet" icon="settings" href={paths.tills()}>{text.manage}</LinkButton>
            )}
            {viewer.shop.paysOnline && (
              <LinkButton icon="credit-card" href={paths.onlinePayments()}>
                {gatewayText[viewer.locale].payments.title}
              </LinkButton>
            )}
            <LinkButton icon="chart-column" href={paths.cashFigures()}>{text.figures}</LinkButton>
            {session && (
              <LinkButton variant="primary" icon="lock" href={paths.cashCount(session.id)}>
                {text.session.close}
              </LinkButton>
            )}
          </>
        }
      />
      {session ? <OpenTill {...props} session={session} /> : <OpeningForm {...props} />}
      {others.length > 0 && <OthersOpen viewer={viewer} sessions={others} />}
      {recent.rows.length > 0 && (
        <Panel
          heading={text.sessions}
          headingId="sessions"
          icon="history"
          flush
          actions={<LinkButton size="small" href={paths.cashSessions()}>{text.allSessions}</LinkButton>}
        >
          <SessionTable viewer={viewer} sessions={recent.rows} />
        </Panel>
      )}
    </Layout>
  );
}

function OpenTill(props: CashPageProps & { session: SessionPage }) {
  const { viewer, session } = props;
  return (
    <div class="split facts-first">
      <div>
        <Entries viewer={viewer} session={session} />
      </div>
      <div>
        <Panel aria-label={session.till}>
          <SessionFacts viewer={viewer} session={session} />
        </Panel>
        <MovementForm {...props} />
      </div>
    </div>
  );
}

function OpeningForm({ viewer, tills, formKey, typed, errors = {} }: CashPageProps) {
  const text = cashText[viewer.locale];
  if (!tills.some((till) => till.takenBy === null)) {
    return (
      <Panel aria-label={text.openTitle}>
        <EmptyState icon="wallet" title={text.noTills} />
      </Panel>
    );
  }
  return (
    <form class="stack" method="post" action={paths.cashOpening()}>
      <Panel
        heading={text.openTitle}
        headingId="opening"
        icon="wallet"
        footer={
          <div class="row end">
            <Button variant="primary" size="big" icon="check">{text.openSubmit}</Button>
          </div>
        }
      >
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={typedText(typed, "form_key") || formKey} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <p class="hint">{text.openLead}</p>
        <TillFields {...{ viewer, tills, typed, errors }} required />
      </Panel>
    </form>
  );
}

function MovementForm(
  { viewer, session, formKey, typed, errors = {} }: CashPageProps & { session: SessionPage },
) {
  const text = cashText[viewer.locale].movement;
  const field = fieldsOf({ viewer, typed, errors });
  const directions = ["out", "in"] as const;
  return (
    <form method="post" action={paths.cashMovements(session.id)}>
      <Panel
        heading={text.title}
        headingId="movement"
        icon="arrow-up-down"
        footer={
          <div class="row end">
            <Button icon="plus">{text.submit}</Button>
          </div>
        }
      >
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={typedText(typed, "form_key") || formKey} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <p class="hint">{text.hint}</p>
        <ChipGroup
          viewer={viewer}
          choose="one"
          name="direction"
          label={text.direction}
          required
          choices={directions.map((value) => ({ value, label: text.directions[value] }))}
          chosen={[typedText(typed, "direction")]}
          error={errorOf(viewer, errors, "direction")}
        />
        <MoneyInput
          {...field("amount")}
          viewer={viewer}
          label={text.amount}
          currency={session.currency}
          required
        />
        <TextInput {...field("reason")} label={text.reason} maxlength={200} required />
      </Panel>
    </form>
  );
}

function OthersOpen({ viewer, sessions }: { viewer: Viewer; sessions: readonly SessionHead[] }) {
  const text = cashText[viewer.locale];
  return (
    <Panel heading={text.openNow} headingId="open-now" icon="users" flush>
      <ul class="link-list" data-rows="">
        {sessions.map((session) => (
          <li>
            <span class="grow">
              <a class="row-link" href={paths.cashSession(session.id)}>
                {text.session.ofPerson(session.till, session.user.name)}
              </a>
              <span class="sub">
                <TimeAgo viewer={viewer} at={session.openedAt} />
              </span>
            </span>
            <SessionChip viewer={viewer} session={session} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
