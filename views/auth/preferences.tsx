import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { Switch } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

/** Which mails of the shop one wants. */
export interface MailChoices {
  digest: boolean;
  alerts: boolean;
}

export function PreferencesPage(
  { viewer, address, choices, sendsMail }: {
    viewer: Viewer;
    address: string;
    choices: MailChoices;
    sendsMail: boolean;
  },
) {
  const t = text[viewer.locale].preferences;
  const admin = viewer.user?.role === "admin";
  const technician = viewer.user?.role === "technician";
  return (
    <Layout viewer={viewer} title={t.title} width="narrow">
      <PageHeader title={t.title} lead={t.lead} />
      <Panel heading={t.mails} headingId="mails-heading" icon="mail">
        <form method="post" action={paths.mailPreferences()} class="stack">
          <CsrfField viewer={viewer} />
          <p class="hint">{t.address(address)}</p>
          {!sendsMail && <p class="notice">{t.noServer}</p>}
          {technician && (
            <Switch
              viewer={viewer}
              name="digest"
              label={t.digest}
              hint={t.digestHint}
              checked={choices.digest}
            />
          )}
          {admin && (
            <Switch
              viewer={viewer}
              name="alerts"
              label={t.alerts}
              hint={t.alertsHint}
              checked={choices.alerts}
            />
          )}
          {technician || admin
            ? (
              <div class="row end">
                <Button variant="primary" icon="save">{t.save}</Button>
              </div>
            )
            : <p>{t.nothing}</p>}
        </form>
      </Panel>
    </Layout>
  );
}
