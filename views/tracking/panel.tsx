import type { Consents } from "../../src/clients/consent.ts";
import type { Plan } from "../../src/mail/plan.ts";
import { paths } from "../../src/paths.ts";
import { UnlessRefused } from "../clients/no_chat.tsx";
import { Button } from "../components/button.tsx";
import { CopyButton } from "../components/copy.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { Panel } from "../components/panel.tsx";
import { DateText } from "../components/time.tsx";
import { TellingLine } from "../mail/telling.tsx";
import type { Viewer } from "../viewer.ts";
import { trackingText } from "./text.ts";

export interface TrackingPanelProps {
  viewer: Viewer;
  number: string;
  link: { url: string; expiresAt: number } | null;
  /** Whether one may still be opened. */
  linkable: boolean;
  formKey: string;
  /** Who would hear of it by the message that goes with it. */
  told: Plan;
  consents: Consents;
}

/** The client's link on the order's page. */
export function TrackingPanel(props: TrackingPanelProps) {
  const { viewer, number, link, linkable, formKey, told } = props;
  const t = trackingText[viewer.locale].panel;
  const manages = viewer.can("tracking.manage");
  return (
    <Panel heading={t.heading} headingId="tracking-heading" icon="link" id="tracking-panel">
      {link ? <Link viewer={viewer} number={number} {...link} /> : <p>{linkable ? t.none : t.over}</p>}
      {manages && linkable && <TellingLine viewer={viewer} plan={told} />}
      {manages && (linkable || link) && (
        <div class="row">
          {linkable && <Sending {...props} />}
          {linkable && !link && (
            <form method="post" action={paths.orderTracking(number)}>
              <CsrfField viewer={viewer} />
              <input type="hidden" name="form_key" value={formKey} />
              <Button size="small" icon="plus">{t.create}</Button>
            </form>
          )}
          {linkable && link && (
            <ConfirmForm
              viewer={viewer}
              action={paths.orderTracking(number)}
              question={t.renewQuestion}
              label={t.renew}
              icon="refresh-cw"
              variant="quiet"
              size="small"
            >
              <input type="hidden" name="form_key" value={formKey} />
            </ConfirmForm>
          )}
          {link && (
            <ConfirmForm
              viewer={viewer}
              action={paths.orderTrackingEnd(number)}
              question={t.endQuestion}
              label={t.end}
              icon="ban"
              variant="quiet"
              size="small"
            />
          )}
        </div>
      )}
    </Panel>
  );
}

/** Where none is in force, sending one opens it. */
function Sending({ viewer, number, formKey, consents }: TrackingPanelProps) {
  const t = trackingText[viewer.locale].panel;
  return (
    <>
      <form method="post" action={paths.orderTrackingMail(number)}>
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={formKey} />
        <Button size="small" icon="mail">{t.mail}</Button>
      </form>
      <UnlessRefused {...{ viewer, consents }}>
        <form method="post" action={paths.orderTrackingChat(number)}>
          <CsrfField viewer={viewer} />
          <Button size="small" icon="message-circle">{t.chat}</Button>
        </form>
      </UnlessRefused>
    </>
  );
}

function Link(
  { viewer, number, url, expiresAt }: { viewer: Viewer; number: string; url: string; expiresAt: number },
) {
  const t = trackingText[viewer.locale].panel;
  return (
    <div class="tracking-share">
      <img
        class="tracking-qr"
        src={paths.orderTrackingQr(number)}
        alt={t.qr}
        width="120"
        height="120"
        loading="lazy"
      />
      <div class="stack tight">
        <p>
          <a class="tracking-link" href={url} target="_blank" title={t.open}>{url}</a>
        </p>
        <p class="hint">
          {t.until} <DateText viewer={viewer} at={expiresAt} />
        </p>
        <CopyButton viewer={viewer} value={url} />
      </div>
    </div>
  );
}
