import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { DateInput, TextInput } from "../components/inputs.tsx";
import { fieldsOf } from "../errors/fields.ts";
import type { OrderFormProps } from "./forms.tsx";
import { orderText } from "./text.ts";

/** Another day for a pause or for another workshop; empty where the order waits for neither. */
export function PostponeForm({ viewer, detail, state }: OrderFormProps) {
  const { status, number } = detail.order;
  if ((status !== "on_hold" && status !== "outsourced") || !viewer.can("orders.edit")) {
    return <div id="postpone-form"></div>;
  }
  const text = orderText[viewer.locale];
  const { typed, errors = {} } = state;
  const field = fieldsOf({ viewer, typed, errors });
  const action = paths.orderPostponement(number);
  return (
    <div id="postpone-form">
      <details open={typed !== undefined}>
        <summary class="button small">{text.page.postpone}</summary>
        <form class="stack" method="post" action={action} hx-post={action} hx-target="#postpone-form">
          <CsrfField viewer={viewer} />
          <DateInput
            {...field("until")}
            id="postpone-until"
            label={status === "on_hold" ? text.move.reviewAt : text.move.vendorExpectedAt}
            required
          />
          <TextInput
            {...field("reason")}
            id="postpone-reason"
            label={text.move.reason}
            maxlength={300}
            required
          />
          <Button>{text.page.postpone}</Button>
        </form>
      </details>
    </div>
  );
}
