import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { Panel } from "../components/panel.tsx";
import { DateText } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { trackingText } from "./text.ts";

export interface TrackingPanelProps {
  viewer: Viewer;
  number: string;
  link: { url: string; expiresAt: number } | null;
}

/** The client's link on the order's page. */
export function TrackingPanel({ viewer, number, link }: TrackingPanelProps) {
  const t = trackingText[viewer.locale].panel;
  const manages = viewer.can("tracking.manage");
  return (
    <Panel heading={t.heading} headingId="tracking-heading" icon="link" id="tracking-panel">
      {link
        ? (
          <>
            <p>
              <a class="tracking-link" href={link.url}>{link.url}</a>
            </p>
            <p class="hint">
              {t.until} <DateText viewer={viewer} at={link.expiresAt} />
            </p>
          </>
        )
        : <p>{t.none}</p>}
      <div class="row">
        {link && <LinkButton href={link.url} size="small" icon="eye" target="_blank">{t.open}</LinkButton>}
        {manages && (
          <form method="post" action={paths.orderTrackingMail(number)}>
            <CsrfField viewer={viewer} />
            <Button size="small" icon="mail">{t.mail}</Button>
          </form>
        )}
        {manages && !link && (
          <form method="post" action={paths.orderTracking(number)}>
            <CsrfField viewer={viewer} />
            <Button size="small" icon="plus">{t.create}</Button>
          </form>
        )}
        {manages && link && (
          <>
            <ConfirmForm
              viewer={viewer}
              action={paths.orderTracking(number)}
              question={t.renewQuestion}
              label={t.renew}
              icon="refresh-cw"
            />
            <ConfirmForm
              viewer={viewer}
              action={paths.orderTrackingEnd(number)}
              question={t.endQuestion}
              label={t.end}
              icon="ban"
            />
          </>
        )}
      </div>
    </Panel>
  );
}
