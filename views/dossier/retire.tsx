import type { PublicSigningKey } from "../../src/dossier/key.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { dayOf } from "../../src/lib/dates.ts";
import { fingerprint } from "../../src/lib/seal.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { DateInput } from "../components/inputs.tsx";
import { DescriptionList, PageHeader, Panel } from "../components/panel.tsx";
import { errorOf } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { quoteText } from "../quotes/text.ts";
import type { Viewer } from "../viewer.ts";
import { dossierText } from "./text.ts";

interface RetireKeyProps {
  viewer: Viewer;
  signingKey: PublicSigningKey;
  /** The day from which on it may have been in wrong hands. */
  typed: string;
  errors: FieldErrors;
}

/** Puts another key in the place of one, or says of a retired one that it may have leaked. */
export function RetireKeyPage({ viewer, signingKey, typed, errors }: RetireKeyProps) {
  const text = dossierText[viewer.locale];
  const retired = signingKey.retiredAt !== null;
  const title = retired ? text.retire.leakTitle : text.retire.title;
  const back = paths.certificates();
  return (
    <Layout viewer={viewer} title={title} section="admin" width="narrow">
      <PageHeader
        title={title}
        lead={retired ? text.retire.leakLead : text.retire.lead}
        back={{ href: back, label: quoteText[viewer.locale].verify.title }}
      />
      <Panel aria-label={title}>
        <form method="post" action={paths.signingKey(signingKey.id)} class="stack">
          <CsrfField viewer={viewer} />
          {!retired && <input type="hidden" name="retires" value="1" />}
          <DescriptionList
            facts={[{
              term: text.fingerprint,
              value: <span class="mono">{fingerprint(signingKey.publicKey)}</span>,
              wide: true,
            }]}
          />
          <DateInput
            viewer={viewer}
            name="leaked_from"
            label={text.retire.leakedFrom}
            hint={text.retire.leakedHint}
            value={typed}
            required={retired}
            max={dayOf(viewer.now, viewer.timeZone)}
            error={errorOf(viewer, errors, "leaked_from")}
          />
          <div class="row end">
            <LinkButton href={back} variant="quiet">{text.retire.cancel}</LinkButton>
            <Button variant={retired ? "danger" : "primary"} icon={retired ? "triangle-alert" : "refresh-cw"}>
              {retired ? text.retire.leakSubmit : text.retire.submit}
            </Button>
          </div>
        </form>
      </Panel>
    </Layout>
  );
}
