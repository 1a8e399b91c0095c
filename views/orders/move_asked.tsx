import { paths } from "../../src/paths.ts";
import { missingOf } from "../../src/pickups/notice.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Panel } from "../components/panel.tsx";
import { NoticesFirst } from "../pickups/notices.tsx";
import { ApprovalForm } from "../quotes/approval_form.tsx";
import { quoteText } from "../quotes/text.ts";
import { MoveForm, type MoveFormProps } from "./move_form.tsx";
import type { LivePartsProps } from "./page.tsx";
import { statusLabel } from "./status.tsx";
import { orderText } from "./text.ts";

type MoveAskedProps = LivePartsProps & Omit<MoveFormProps, "viewer" | "detail">;

/** The form that a move opens: its own, that of an approval, or the way to what has to be sent first. */
export function MoveAsked({ viewer, detail, quotes, formKey, ...move }: MoveAskedProps) {
  const offered = detail.moves.find(({ to }) => to === move.to);
  if (offered?.through === "approval" && !move.forced) {
    return <ApprovalForm {...{ viewer, detail, quotes, formKey }} />;
  }
  if (offered?.asks.includes("quote_sent") && !move.forced) {
    return <QuoteFirst {...{ viewer, detail, quotes, formKey }} />;
  }
  if (offered?.to === "abandoned" && missingOf(detail.notices) > 0 && !move.forced) {
    return <NoticesFirst viewer={viewer} detail={detail} formKey={formKey} />;
  }
  return <MoveForm viewer={viewer} detail={detail} {...move} />;
}

function QuoteFirst(
  { viewer, detail, quotes, formKey }: Pick<MoveAskedProps, "viewer" | "detail" | "quotes" | "formKey">,
) {
  const text = quoteText[viewer.locale];
  const { number } = detail.order;
  const draft = quotes.find(({ status }) => status === "draft");
  return (
    <Panel
      heading={orderText[viewer.locale].page.moveTitle(statusLabel(viewer, "awaiting_approval"))}
      headingId="move-heading"
      class="move-panel"
    >
      <div class="stack">
        <p>{text.approval.first}</p>
        {draft && <p>{text.approval.firstDraft(draft.revision)}</p>}
        <div class="row end">
          <LinkButton variant="quiet" href={paths.order(number)}>
            {orderText[viewer.locale].page.cancel}
          </LinkButton>
          {draft
            ? (
              <LinkButton
                variant="primary"
                icon="send"
                href={draft.lines.length > 0
                  ? paths.quoteSending(number, draft.id)
                  : paths.quote(number, draft.id)}
              >
                {draft.lines.length > 0 ? text.panel.review : text.panel.edit}
              </LinkButton>
            )
            : (
              <form method="post" action={paths.quotes(number)}>
                <CsrfField viewer={viewer} />
                <input type="hidden" name="form_key" value={formKey} />
                <Button variant="primary" icon="file-text">{text.panel.start}</Button>
              </form>
            )}
        </div>
      </div>
    </Panel>
  );
}
