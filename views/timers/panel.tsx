import { typedText } from "../../src/lib/form.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import { STATUS_GROUP } from "../../src/orders/status.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { DateTimeText } from "../components/time.tsx";
import { errorOf, fieldsOf } from "../errors/fields.ts";
import type { OrderFormProps } from "../orders/forms.tsx";
import type { Viewer } from "../viewer.ts";
import { durationWords, timerText } from "./text.ts";

interface TimeProps {
  viewer: Viewer;
  detail: OrderDetail;
}

export function TimePanel({ viewer, detail, state }: OrderFormProps) {
  if (!viewer.can("time.read")) return null;
  return (
    <Panel heading={timerText[viewer.locale].heading} headingId="time-heading" icon="clock">
      <TimePart viewer={viewer} detail={detail} />
      {viewer.can("time.track") && <TimeForm viewer={viewer} detail={detail} state={state} />}
    </Panel>
  );
}

/** Who worked for how long, and the viewer's own timer. */
export function TimePart({ viewer, detail }: TimeProps) {
  const text = timerText[viewer.locale];
  const { time } = detail;
  const total = time.reduce((sum, one) => sum + one.ms, 0);
  return (
    <div id="order-time" class="stack tight">
      {time.length === 0 && <p class="muted">{text.none}</p>}
      {time.map((one) => (
        <div class="row apart">
          <span>
            {one.name}
            {one.since !== null && (
              <>
                <br />
                <span class="muted">
                  {text.running} <DateTimeText viewer={viewer} at={one.since} />
                </span>
              </>
            )}
          </span>
          <span>{durationWords(viewer.locale, one.ms)}</span>
        </div>
      ))}
      {time.length > 1 && (
        <div class="row apart">
          <strong>{text.total}</strong>
          <strong>{durationWords(viewer.locale, total)}</strong>
        </div>
      )}
      {viewer.can("time.track") && <OwnTimer viewer={viewer} detail={detail} />}
    </div>
  );
}

function OwnTimer({ viewer, detail }: TimeProps) {
  const text = timerText[viewer.locale];
  const { order, time } = detail;
  const runs = time.some((one) => one.userId === viewer.user?.id && one.since !== null);
  if (!runs && STATUS_GROUP[order.status] === "closed") return null;
  const action = paths.orderTime(order.number);
  return (
    <form method="post" action={action} hx-post={action} hx-target="#order-time" hx-swap="outerMorph">
      <CsrfField viewer={viewer} />
      {runs
        ? <Button size="small" variant="primary" icon="pause" name="act" value="stop">{text.stop}</Button>
        : (
          <Button size="small" icon="clock" name="act" value="start" title={text.startHint}>
            {text.start}
          </Button>
        )}
    </form>
  );
}

/** A correction is a further entry, with a reason; administrators make it for anybody. */
export function TimeForm({ viewer, detail, state }: OrderFormProps) {
  const text = timerText[viewer.locale];
  const { typed, errors = {}, formKey, people = [] } = state;
  const action = paths.orderTimeCorrection(detail.order.number);
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <details id="time-form" open={typed !== undefined}>
      <summary class="button small">{text.correct}</summary>
      <form class="stack" method="post" action={action} hx-post={action} hx-target="#time-form">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={formKey} />
        {viewer.can("time.correct") && (
          <Select
            {...field("user_id")}
            id="time-user"
            label={text.who}
            value={typedText(typed, "user_id") || (detail.order.technician_id ?? viewer.user?.id ?? "")}
            options={people.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <ChipGroup
          viewer={viewer}
          choose="one"
          name="direction"
          label={text.direction}
          choices={[{ value: "add", label: text.add }, { value: "subtract", label: text.subtract }]}
          chosen={[typedText(typed, "direction") || "add"]}
          error={errorOf(viewer, errors, "direction")}
        />
        <TextInput
          {...field("minutes")}
          id="time-minutes"
          label={text.minutes}
          inputmode="numeric"
          maxlength={4}
          required
          class="short"
        />
        <TextInput {...field("reason")} id="time-reason" label={text.reason} maxlength={300} required />
        <Button>{text.save}</Button>
      </form>
    </details>
  );
}
