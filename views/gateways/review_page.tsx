import type { ReviewDetail } from "../../src/gateways/review_queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextInput } from "../components/inputs.tsx";
import { DescriptionList, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Code } from "../components/status.tsx";
import { DateTimeText, Money } from "../components/time.tsx";
import { errorOf } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { WhoeverIsTold } from "../mail/telling.tsx";
import type { Viewer } from "../viewer.ts";
import { gatewayText } from "./text.ts";

interface ReviewPageProps {
  viewer: Viewer;
  review: ReviewDetail;
  returned?: { doing: "accept" | "dismiss"; typed: Typed; errors: FieldErrors };
}

/** One payment or refund that was not entered by itself: what is known of it, and the two ways to decide. */
export function ReviewPage(props: ReviewPageProps) {
  const { viewer, review } = props;
  const words = gatewayText[viewer.locale];
  const t = words.review;
  const title = review.kind === "refund" ? t.titleRefund : t.title;
  const money = (minor: number, currency: string) => (
    <Money viewer={viewer} minor={minor} currency={currency} />
  );
  return (
    <Layout viewer={viewer} title={title} section="cash" width="narrow">
      <PageHeader
        title={title}
        aside={<Chip tone={review.state === "open" ? "problem" : "closed"} label={t.states[review.state]} />}
        back={{ href: paths.onlinePayments(), label: words.payments.title }}
      />
      <Panel aria-label={title}>
        <DescriptionList
          facts={[
            { term: t.why, value: t.reasons[review.reason], wide: true },
            {
              term: review.kind === "refund" ? t.back : t.got,
              value: money(review.amountMinor, review.currency),
            },
            { term: t.asked, value: review.asked && money(review.asked.amountMinor, review.asked.currency) },
            {
              term: t.order,
              value: review.order && <a href={paths.order(review.order)}>{review.order}</a>,
            },
            { term: words.payments.provider, value: words.providers[review.provider] },
            { term: words.payments.reference, value: <Code>{review.externalId}</Code> },
            { term: words.payments.when, value: <DateTimeText viewer={viewer} at={review.openedAt} /> },
          ]}
        />
      </Panel>
      {review.state === "open" ? <Decisions {...props} /> : <Resolution {...props} />}
    </Layout>
  );
}

function Decisions({ viewer, review, returned }: ReviewPageProps) {
  const t = gatewayText[viewer.locale].review;
  const refund = review.kind === "refund";
  const accepting = returned?.doing === "accept" ? returned : undefined;
  const dismissing = returned?.doing === "dismiss" ? returned : undefined;
  return (
    <>
      {review.live && (
        <Panel heading={refund ? t.acceptRefund : t.accept} headingId="review-accept">
          <form method="post" action={paths.paymentReviewAcceptance(review.id)} class="stack">
            <CsrfField viewer={viewer} />
            <TextInput
              viewer={viewer}
              name="order"
              label={t.order}
              hint={refund ? t.acceptRefundHint : t.acceptHint}
              value={accepting ? typedText(accepting.typed, "order") : review.order ?? ""}
              error={errorOf(viewer, accepting?.errors ?? {}, "order")}
              maxlength={40}
              required
              code
            />
            {!refund && (
              <WhoeverIsTold viewer={viewer} silent={typedText(accepting?.typed, "silent") !== ""} />
            )}
            <div class="row end">
              <Button variant="primary" icon="check">{refund ? t.acceptRefund : t.accept}</Button>
            </div>
          </form>
        </Panel>
      )}
      <Panel heading={t.dismiss} headingId="review-dismiss">
        <form method="post" action={paths.paymentReviewDismissal(review.id)} class="stack">
          <CsrfField viewer={viewer} />
          <TextInput
            viewer={viewer}
            name="note"
            label={t.note}
            hint={t.dismissHint}
            value={typedText(dismissing?.typed, "note")}
            error={errorOf(viewer, dismissing?.errors ?? {}, "note")}
            maxlength={300}
            required
          />
          <div class="row end">
            <Button variant="danger">{t.dismiss}</Button>
          </div>
        </form>
      </Panel>
    </>
  );
}

function Resolution({ viewer, review }: ReviewPageProps) {
  const t = gatewayText[viewer.locale].review;
  return (
    <Panel aria-label={t.states[review.state]}>
      <p>
        {review.resolvedBy === null ? t.resolvedAlone : t.resolved(review.resolvedBy)}
        {review.resolvedAt !== null && (
          <>
            {" "}· <DateTimeText viewer={viewer} at={review.resolvedAt} />
          </>
        )}
      </p>
      {review.note !== "" && <p>{review.note}</p>}
    </Panel>
  );
}
