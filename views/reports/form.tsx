import type { Branch } from "../../src/admin/shop.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { type Locale, LOCALES } from "../../src/lib/locale.ts";
import { paths } from "../../src/paths.ts";
import type { Issue, PlanView } from "../../src/reports/queries.ts";
import { REPORT_PERIODS } from "../../src/reports/report.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ChipGroup, Switch } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Select, TextArea } from "../components/inputs.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { DateTimeText } from "../components/time.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { reportText } from "./text.ts";
import { daysWords } from "./words.ts";

interface FormProps {
  viewer: Viewer;
  /** Null for a new one. */
  plan: PlanView | null;
  typed: Typed;
  errors?: FieldErrors;
  /** Somebody saved `plan` while `typed` was being written. */
  conflict?: boolean;
  users: readonly { id: string; name: string; email: string }[];
  issues: readonly Issue[];
  branches: readonly Pick<Branch, "id" | "name">[];
  sendKey: string;
}

/** The form's fields as they are saved, or as a new one begins. */
export function typedReport(plan: PlanView | null, locale: Locale): Typed {
  return {
    branch_id: plan?.branchId ?? "",
    period: plan?.period ?? "daily",
    hour: String(plan?.hour ?? 7),
    weekday: String(plan?.weekday ?? 1),
    month_day: String(plan?.monthDay ?? 1),
    locale: plan?.locale ?? locale,
    users: plan?.recipients.flatMap(({ userId }) => userId ?? []) ?? [],
    addresses:
      plan?.recipients.filter(({ userId }) => userId === null).map(({ address }) => address).join("\n") ?? "",
    active: plan?.active === false ? "" : "1",
    version: String(plan?.version ?? 0),
  };
}

export function ReportFormPage(props: FormProps) {
  const { viewer, plan, sendKey } = props;
  const t = reportText[viewer.locale];
  const title = plan ? t.titles[plan.period] : t.add;
  return (
    <Layout viewer={viewer} title={title} section="admin" width={plan ? "normal" : "narrow"}>
      <PageHeader
        title={title}
        back={{ href: paths.reports(), label: t.title }}
        actions={plan && (
          <>
            <LinkButton href={paths.reportPreview(plan.id)} icon="eye">{t.preview}</LinkButton>
            <form method="post" action={paths.reportSend(plan.id)}>
              <CsrfField viewer={viewer} />
              <input type="hidden" name="form_key" value={sendKey} />
              <Button icon="send">{t.send}</Button>
            </form>
          </>
        )}
      />
      {plan
        ? (
          <div class="split">
            <ReportForm {...props} />
            <div class="stack">
              <Issues {...props} plan={plan} />
              <ConfirmForm
                viewer={viewer}
                action={paths.reportRemoval(plan.id)}
                question={t.removeQuestion}
                label={t.remove}
                icon="trash-2"
              />
            </div>
          </div>
        )
        : <ReportForm {...props} />}
    </Layout>
  );
}

function ReportForm({ viewer, plan, typed, errors = {}, conflict, users, branches }: FormProps) {
  const t = reportText[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  const left = plan?.recipients.filter(({ unsubscribedAt }) => unsubscribedAt !== null) ?? [];
  const chosen = [typed.users ?? []].flat().filter((one) => typeof one === "string");
  return (
    <form method="post" action={plan ? paths.report(plan.id) : paths.newReport()} class="stack" data-guard="">
      <CsrfField viewer={viewer} />
      {plan
        ? <input type="hidden" name="version" value={typedText(typed, "version")} />
        : <input type="hidden" name="form_key" value={typedText(typed, "form_key")} />}
      {conflict && <Notice tone="waiting" title={t.conflict} />}
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <Panel aria-label={t.what}>
        <Select
          {...field("branch_id")}
          label={t.branch}
          options={[
            { value: "", label: t.whole },
            ...branches.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Select
          {...field("period")}
          label={t.period}
          hint={t.periodHint}
          options={REPORT_PERIODS.map((period) => ({ value: period, label: t.periods[period] }))}
        />
        <Select {...field("hour")} label={t.hour} hint={t.hourHint} options={HOURS} />
        <Select
          {...field("weekday")}
          label={t.weekday}
          options={weekdays(viewer.locale)}
          class="only-weekly"
        />
        <Select {...field("month_day")} label={t.monthDay} options={MONTH_DAYS} class="only-monthly" />
        <Select
          {...field("locale")}
          label={t.language}
          options={LOCALES.map((locale) => ({ value: locale, label: t.languages[locale] }))}
        />
      </Panel>
      <Panel aria-label={t.whom}>
        <ChipGroup
          viewer={viewer}
          choose="many"
          name="users"
          label={t.users}
          choices={users.map(({ id, name, email }) => ({ value: id, label: name, note: email }))}
          chosen={chosen}
          error={errorOf(viewer, errors, "users")}
        />
        <TextArea
          {...field("addresses")}
          label={t.addresses}
          hint={t.addressesHint}
          rows={3}
          maxlength={4_000}
        />
        {left.length > 0 && (
          <p class="muted">{t.left(left.map(({ address }) => address).join(", "))}</p>
        )}
        <Switch
          {...field("active")}
          value="1"
          label={t.active}
          hint={t.activeHint}
          checked={typedText(typed, "active") === "1"}
        />
      </Panel>
      <div class="act-bar">
        <LinkButton href={paths.reports()} variant="quiet">{t.cancel}</LinkButton>
        <Button variant="primary" icon="save">{t.save}</Button>
      </div>
    </form>
  );
}

function Issues({ viewer, plan, issues }: FormProps & { plan: PlanView }) {
  const t = reportText[viewer.locale];
  return (
    <Panel flush heading={t.issues} headingId="issues" icon="history">
      <DataTable
        viewer={viewer}
        caption={t.issues}
        rows={issues}
        href={({ id }) => paths.reportIssue(plan.id, id)}
        empty={<p class="muted panel-note">{t.noIssues}</p>}
        columns={[
          { label: t.days, cell: (issue) => daysWords(issue, viewer.locale) },
          { label: t.when, cell: ({ createdAt }) => <DateTimeText viewer={viewer} at={createdAt} /> },
          { label: t.whom, cell: ({ recipients }) => t.people(recipients) },
          { label: t.who, wideOnly: true, cell: ({ byName }) => byName || t.byClock },
        ]}
      />
    </Panel>
  );
}

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, "0")}:00`,
}));
const MONTH_DAYS = Array.from(
  { length: 28 },
  (_, day) => ({ value: String(day + 1), label: String(day + 1) }),
);

/** Monday 1 January 2024 and the days after it. */
function weekdays(locale: Locale) {
  const format = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => ({
    value: String(day + 1),
    label: format.format(Date.UTC(2024, 0, day + 1)),
  }));
}
