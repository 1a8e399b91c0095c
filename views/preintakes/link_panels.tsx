import type { Consents } from "../../src/clients/consent.ts";
import type { Plan } from "../../src/mail/plan.ts";
import { paths } from "../../src/paths.ts";
import type { PreintakeLink } from "../../src/preintakes/link_queries.ts";
import { UnlessRefused } from "../clients/no_chat.tsx";
import { Button } from "../components/button.tsx";
import { CopyButton } from "../components/copy.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { Panel } from "../components/panel.tsx";
import { DateText } from "../components/time.tsx";
import { TellingLine } from "../mail/telling.tsx";
import type { Viewer } from "../viewer.ts";
import { preintakeText } from "./text.ts";

export interface PreintakeOffer {
  /** In force, null when nobody can announce anything. */
  link: PreintakeLink | null;
  /** Of the next one. */
  formKey: string;
}

interface PanelProps {
  viewer: Viewer;
  id: string;
  offer: PreintakeOffer;
}

interface ClientPanelProps extends PanelProps {
  /** How the mail with the link would reach them. */
  told: Plan;
  consents: Consents;
}

/** By which a client announces what they will bring, on the client's page. */
export function ClientPreintakePanel({ viewer, id, offer, told, consents }: ClientPanelProps) {
  const t = preintakeText[viewer.locale].panel;
  return (
    <Panel heading={t.client} headingId="preintake-heading" icon="link" id="preintake-panel">
      <p class="hint">{t.clientLead}</p>
      {offer.link ? <Address viewer={viewer} link={offer.link} /> : <p>{t.none.client}</p>}
      <TellingLine viewer={viewer} plan={told} />
      <div class="row">
        <form method="post" action={paths.clientPreintakeMail(id)}>
          <CsrfField viewer={viewer} />
          <input type="hidden" name="form_key" value={offer.formKey} />
          {told.by === "whatsapp"
            ? <Button size="small" icon="send">{t.send}</Button>
            : <Button size="small" icon="mail">{t.mail}</Button>}
        </form>
        <UnlessRefused {...{ viewer, consents }}>
          <form method="post" action={paths.clientPreintakeChat(id)}>
            <CsrfField viewer={viewer} />
            <Button size="small" icon="message-circle">{t.chat}</Button>
          </form>
        </UnlessRefused>
        <Making
          viewer={viewer}
          offer={offer}
          action={paths.clientPreintake(id)}
          question={t.renewQuestion.client}
        />
        <Ending viewer={viewer} offer={offer} action={paths.clientPreintakeEnd(id)} />
      </div>
    </Panel>
  );
}

/** By which anybody announces what they will bring to a branch, among its settings. */
export function BranchPreintakePanel({ viewer, id, offer }: PanelProps) {
  const t = preintakeText[viewer.locale].panel;
  return (
    <Panel heading={t.branch} headingId="preintake-heading" icon="qr-code" id="preintake-panel">
      <p class="hint">{t.branchLead}</p>
      {offer.link
        ? (
          <div class="tracking-share">
            <a class="tracking-qr" href={paths.branchPreintakeQr(id)} target="_blank" title={t.bigQr}>
              <img src={paths.branchPreintakeQr(id)} alt={t.qr} width="120" height="120" loading="lazy" />
            </a>
            <Address viewer={viewer} link={offer.link} />
          </div>
        )
        : <p>{t.none.branch}</p>}
      <div class="row">
        <Making
          viewer={viewer}
          offer={offer}
          action={paths.branchPreintake(id)}
          question={t.renewQuestion.branch}
        />
        <Ending viewer={viewer} offer={offer} action={paths.branchPreintakeEnd(id)} />
      </div>
    </Panel>
  );
}

function Address({ viewer, link }: { viewer: Viewer; link: PreintakeLink }) {
  const t = preintakeText[viewer.locale].panel;
  return (
    <div class="stack tight">
      <p>
        <a class="tracking-link" href={link.url} target="_blank" title={t.open}>{link.url}</a>
      </p>
      <p class="hint">
        {t.until} <DateText viewer={viewer} at={link.expiresAt} />
      </p>
      <CopyButton viewer={viewer} value={link.url} />
    </div>
  );
}

interface ActProps {
  viewer: Viewer;
  offer: PreintakeOffer;
  action: string;
}

function Making({ viewer, offer, action, question }: ActProps & { question: string }) {
  const t = preintakeText[viewer.locale].panel;
  if (offer.link) {
    return (
      <ConfirmForm
        viewer={viewer}
        action={action}
        question={question}
        label={t.renew}
        icon="refresh-cw"
        variant="quiet"
        size="small"
      >
        <input type="hidden" name="form_key" value={offer.formKey} />
      </ConfirmForm>
    );
  }
  return (
    <form method="post" action={action}>
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={offer.formKey} />
      <Button size="small" icon="plus">{t.create}</Button>
    </form>
  );
}

function Ending({ viewer, offer, action }: ActProps) {
  const t = preintakeText[viewer.locale].panel;
  if (!offer.link) return null;
  return (
    <ConfirmForm
      viewer={viewer}
      action={action}
      question={t.endQuestion}
      label={t.end}
      icon="ban"
      variant="quiet"
      size="small"
    />
  );
}
