import type { Holiday } from "../../src/admin/holidays.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { formatDate } from "../../src/lib/dates.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { Button, IconButton } from "../components/button.tsx";
import { Checkbox } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { DateInput, TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

interface HolidaysProps {
  viewer: Viewer;
  branchId: string;
  /** With the day on which each comes next, the nearest first. */
  holidays: readonly { holiday: Holiday; day: string }[];
  typed: Typed;
  errors: FieldErrors;
}

/** The days on which a branch stays closed, and a form for one more. */
export function HolidaysPanel(props: HolidaysProps) {
  const { viewer, holidays } = props;
  const t = text[viewer.locale];
  return (
    <Panel id="feriados" heading={t.holidays} headingId="holidays-title" icon="calendar" flush>
      <p class="hint panel-note">{t.holidaysHint}</p>
      {holidays.length === 0
        ? <p class="muted panel-note">{t.noHolidays}</p>
        : (
          <ul class="link-list" aria-labelledby="holidays-title">
            {holidays.map((one) => <HolidayRow {...props} {...one} />)}
          </ul>
        )}
      <NewHolidayForm {...props} />
    </Panel>
  );
}

function HolidayRow({ viewer, branchId, holiday, day }: HolidaysProps & { holiday: Holiday; day: string }) {
  const t = text[viewer.locale];
  const { name, date, yearly } = holiday;
  const words = formatDate(Date.parse(`${day}T12:00Z`), { locale: viewer.locale, timeZone: "UTC" });
  return (
    <li>
      <span class="grow">
        <span>{name}</span>
        <span class="sub">
          <time datetime={day}>{words}</time>
          {yearly && ` · ${t.holidayYearly.toLowerCase()}`}
        </span>
      </span>
      <form method="post" action={paths.branchHolidayEnd(branchId, date)}>
        <CsrfField viewer={viewer} />
        <IconButton icon="x" label={t.holidayRemove(`${name}, ${words}`)} />
      </form>
    </li>
  );
}

function NewHolidayForm({ viewer, branchId, typed, errors }: HolidaysProps) {
  const t = text[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <form method="post" action={paths.branchHolidays(branchId)} class="stack panel-form">
      <CsrfField viewer={viewer} />
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <div class="columns">
        <DateInput {...field("date")} label={t.holidayDate} required />
        <TextInput {...field("holiday")} label={t.holidayName} required maxlength={80} autocomplete="off" />
      </div>
      <div class="row apart">
        <Checkbox
          viewer={viewer}
          name="yearly"
          label={t.holidayYearly}
          checked={typedText(typed, "yearly") === "1"}
          error={errorOf(viewer, errors, "yearly")}
        />
        <Button icon="plus">{t.addHoliday}</Button>
      </div>
    </form>
  );
}
