import type { FieldErrors } from "../../src/lib/app_error.ts";
import { localDateTime } from "../../src/lib/dates.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import type { Endpoint } from "../../src/webhooks/endpoint.ts";
import type { DeliveryLine } from "../../src/webhooks/queries.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CopyButton } from "../components/copy.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { DateInput } from "../components/inputs.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { DescriptionList, PageHeader, Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { DateText, DateTimeText } from "../components/time.tsx";
import { errorOf } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { DeliveryTable } from "./deliveries.tsx";
import { EndpointChip } from "./state.tsx";
import { text } from "./text.ts";

const DAY = 86_400_000;

interface WebhookProps {
  viewer: Viewer;
  endpoint: Endpoint;
  /** `whpk_…` */
  publicKey: string;
  /** Of the button that sends a test. */
  testKey: string;
  recent: readonly DeliveryLine[];
  /** The form of the range as it came back. */
  range?: { typed: Typed; errors: FieldErrors };
}

export function WebhookPage(props: WebhookProps) {
  const { viewer, endpoint, publicKey, testKey, recent } = props;
  const t = text[viewer.locale];
  const title = endpoint.description || new URL(endpoint.url).host;
  return (
    <Layout viewer={viewer} title={title} section="admin">
      <PageHeader
        title={title}
        aside={<EndpointChip viewer={viewer} endpoint={endpoint} />}
        back={{ href: paths.webhooks(), label: t.title }}
        actions={
          <>
            {endpoint.active && (
              <form method="post" action={paths.webhookTest(endpoint.id)}>
                <CsrfField viewer={viewer} />
                <input type="hidden" name="form_key" value={testKey} />
                <Button icon="send">{t.test}</Button>
              </form>
            )}
            <LinkButton href={paths.webhookEdit(endpoint.id)} icon="pencil">{t.edit}</LinkButton>
          </>
        }
      />
      <Stopped viewer={viewer} endpoint={endpoint} />
      <div class="split facts-first">
        <Panel
          flush
          heading={t.recent}
          headingId="recent"
          icon="history"
          footer={recent.length > 0 && <a href={paths.webhookDeliveries(endpoint.id)}>{t.seeAll}</a>}
        >
          <DeliveryTable viewer={viewer} endpointId={endpoint.id} deliveries={recent} />
        </Panel>
        <div class="stack">
          <Facts viewer={viewer} endpoint={endpoint} />
          {endpoint.active && <RangeForm {...props} />}
          <Panel heading={t.secret} headingId="secret" icon="key-round">
            {(endpoint.oldSecretUntil ?? 0) > viewer.now && (
              <p class="muted">
                {t.overlap} <DateTimeText viewer={viewer} at={endpoint.oldSecretUntil ?? 0} />
              </p>
            )}
            <ConfirmForm
              viewer={viewer}
              action={paths.webhookSecret(endpoint.id)}
              question={t.rotateQuestion}
              label={t.rotate}
              icon="refresh-cw"
              variant="plain"
            >
              <input type="hidden" name="version" value={String(endpoint.version)} />
            </ConfirmForm>
            <p class="muted">{t.publicKeyHint}</p>
            <code class="mono wrap-anywhere">{publicKey}</code>
            <div>
              <CopyButton viewer={viewer} value={publicKey} />
            </div>
          </Panel>
          <ConfirmForm
            viewer={viewer}
            action={paths.webhookRemoval(endpoint.id)}
            question={t.removeQuestion}
            label={t.remove}
            icon="trash-2"
          />
        </div>
      </div>
    </Layout>
  );
}

/** Why nothing goes out, and the way back. */
function Stopped({ viewer, endpoint }: { viewer: Viewer; endpoint: Endpoint }) {
  const t = text[viewer.locale];
  if (endpoint.active) return null;
  return (
    <Notice tone={endpoint.stopped ? "problem" : "waiting"} title={stoppedTitle(viewer, endpoint)}>
      <p>{t.restartHint}</p>
      <form method="post" action={paths.webhookRestart(endpoint.id)}>
        <CsrfField viewer={viewer} />
        <Button variant="primary" icon="rotate-ccw">{t.restart}</Button>
      </form>
    </Notice>
  );
}

function stoppedTitle({ locale }: Viewer, { stopped }: Endpoint): string {
  return stopped ? text[locale].causes[stopped.cause] : text[locale].states.off;
}

function Facts({ viewer, endpoint }: { viewer: Viewer; endpoint: Endpoint }) {
  const t = text[viewer.locale];
  const { types, failingSince, active } = endpoint;
  return (
    <Panel>
      <DescriptionList
        class="single"
        facts={[
          { term: t.url, value: <span class="mono wrap-anywhere">{endpoint.url}</span> },
          {
            term: t.events,
            value: types.length === 0 ? t.allEvents : types.map((type) => t.types[type]).join(", "),
          },
          {
            term: t.failingSince,
            value: active && failingSince !== null && <DateTimeText viewer={viewer} at={failingSince} />,
          },
          { term: t.created, value: <DateText viewer={viewer} at={endpoint.createdAt} /> },
        ]}
      />
    </Panel>
  );
}

function RangeForm({ viewer, endpoint, range }: WebhookProps) {
  const t = text[viewer.locale];
  const { typed, errors = {} } = range ?? {};
  return (
    <Panel heading={t.resendRange} headingId="range" icon="rotate-ccw">
      <form
        class="stack"
        method="post"
        action={paths.webhookResendRange(endpoint.id)}
        data-confirm={t.resendRangeQuestion}
        data-confirm-label={t.resend}
      >
        <CsrfField viewer={viewer} />
        <input type="hidden" name="seen" value={String(viewer.now)} />
        <DateInput
          viewer={viewer}
          name="from"
          label={t.from}
          hint={t.resendRangeHint}
          time
          required
          max={localDateTime(viewer.now, viewer.timeZone)}
          value={typedText(typed, "from") || localDateTime(viewer.now - DAY, viewer.timeZone)}
          error={errorOf(viewer, errors, "from")}
        />
        <div class="row end">
          <Button icon="send">{t.resend}</Button>
        </div>
      </form>
    </Panel>
  );
}
