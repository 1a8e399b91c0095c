import type { AppErrorDetail, FieldErrors } from "../../src/lib/app_error.ts";
import { asset, PASSKEY_SCRIPT } from "../assets.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { errorOf } from "../errors/fields.ts";
import { reasonSentence } from "../errors/text.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { PasskeyAnswer } from "./passkey_answer.tsx";
import { text } from "./text.ts";

interface ConfirmProps {
  viewer: Viewer;
  /** The form that waits: its fields as they were typed, and the page it came from. */
  waiting: readonly (readonly [name: string, value: string])[];
  back: string;
  /** Of whoever is asked. */
  email: string;
  /** Whether a code of the app does as well. */
  twoFactors: boolean;
  /** What a browser is asked for a passkey with, null for who has none. */
  passkeys: string | null;
  errors: FieldErrors;
  refusal: AppErrorDetail | null;
}

/** Asks before a dangerous act who sits there; the right answer does what the form asked for. */
export function ConfirmPage(
  { viewer, waiting, back, email, twoFactors, passkeys, errors, refusal }: ConfirmProps,
) {
  const t = text[viewer.locale].confirm;
  const sentence = reasonSentence(refusal?.reason, refusal?.params ?? {}, viewer.locale);
  return (
    <Layout
      viewer={viewer}
      title={t.title}
      width="narrow"
      head={passkeys !== null && <script type="module" src={asset(PASSKEY_SCRIPT)}></script>}
    >
      <PageHeader title={t.title} lead={t.lead} />
      <Panel aria-label={t.title}>
        <form method="post" action={viewer.path} class="stack" data-passkey-use={passkeys ?? undefined}>
          <CsrfField viewer={viewer} />
          <Waiting fields={waiting} back={back} />
          {sentence && <p class="field-error" role="alert">{sentence}</p>}
          <input type="hidden" autocomplete="username" value={email} />
          <TextInput
            viewer={viewer}
            name="confirm_password"
            type="password"
            label={t.password}
            autocomplete="current-password"
            error={errorOf(viewer, errors, "confirm_password")}
            attributes={{ autofocus: true }}
          />
          {twoFactors && (
            <TextInput
              viewer={viewer}
              name="confirm_code"
              label={t.code}
              code
              autocomplete="one-time-code"
              maxlength={40}
              error={errorOf(viewer, errors, "confirm_code")}
            />
          )}
          {passkeys !== null && (
            <div class="script-only" data-passkeys="">
              <PasskeyAnswer
                viewer={viewer}
                name="confirm_passkey"
                error={errorOf(viewer, errors, "confirm_passkey")}
              />
              <Button icon="key-round" data-passkey="">{text[viewer.locale].passkey.confirm}</Button>
            </div>
          )}
          <div class="row end">
            <LinkButton href={back} variant="quiet">{t.cancel}</LinkButton>
            <Button variant="primary" icon="check">{t.go}</Button>
          </div>
        </form>
      </Panel>
    </Layout>
  );
}

/** After the question before a download: with scripts it begins by itself. */
export function ConfirmedDownloadPage(
  { viewer, waiting, back }: Pick<ConfirmProps, "viewer" | "waiting" | "back">,
) {
  const t = text[viewer.locale].download;
  return (
    <Layout viewer={viewer} title={t.title} width="narrow">
      <PageHeader title={t.title} />
      <Panel aria-label={t.title}>
        <form method="post" action={viewer.path} class="stack" data-begin="">
          <CsrfField viewer={viewer} />
          <Waiting fields={waiting} back={back} />
          <p class="script-only" role="status">{t.begins}</p>
          <noscript>
            <p>{t.press}</p>
          </noscript>
          <div class="row end">
            <Button icon="download">{t.take}</Button>
            <LinkButton href={back} variant="primary">{t.back}</LinkButton>
          </div>
        </form>
      </Panel>
    </Layout>
  );
}

function Waiting({ fields, back }: { fields: ConfirmProps["waiting"]; back: string }) {
  return (
    <>
      {fields.map(([name, value]) => <input type="hidden" name={name} value={value} />)}
      <input type="hidden" name="confirm_back" value={back} />
    </>
  );
}
