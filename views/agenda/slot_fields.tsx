import { DURATIONS } from "../../src/agenda/appointment.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { localDateTime } from "../../src/lib/dates.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { Checkbox } from "../components/choices.tsx";
import { DateInput, Select } from "../components/inputs.tsx";
import { fieldsOf } from "../errors/fields.ts";
import type { Viewer } from "../viewer.ts";
import { agendaText } from "./text.ts";

interface SlotFieldsProps {
  viewer: Viewer;
  typed: Typed;
  errors: FieldErrors;
  technicians: readonly { id: string; name: string }[];
}

/** When, for how long and with whom. */
export function SlotFields({ viewer, typed, errors, technicians }: SlotFieldsProps) {
  const text = agendaText[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  const outside = field("outside_ok");
  return (
    <>
      <div class="columns">
        <DateInput
          {...field("starts")}
          label={text.form.starts}
          time
          min={localDateTime(viewer.now, viewer.timeZone)}
          required
        />
        <Select
          {...field("minutes")}
          label={text.form.minutes}
          options={DURATIONS.map((minutes) => ({ value: String(minutes), label: text.minutes(minutes) }))}
        />
        <Select
          {...field("technician_id")}
          label={text.technician}
          empty={text.nobody}
          options={technicians.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </div>
      {(outside.error || typedText(typed, "outside_ok") !== "") && (
        <Checkbox {...outside} value="1" label={text.form.outside} checked={outside.value !== ""} />
      )}
    </>
  );
}
