import type { AppErrorDetail, FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { asset, PASSKEY_SCRIPT } from "../assets.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextInput } from "../components/inputs.tsx";
import { PageHeader } from "../components/panel.tsx";
import { errorOf, listedErrors } from "../errors/fields.ts";
import { reasonSentence } from "../errors/text.ts";
import { Layout, PublicLayout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { NewPassword } from "./new_password.tsx";
import { PasskeyAnswer } from "./passkey_answer.tsx";
import { text } from "./text.ts";

interface SignInProps {
  viewer: Viewer;
  typed: Typed;
  errors: FieldErrors;
  /** Why the last try was refused. */
  refusal: AppErrorDetail | null;
  /** Whether a link for another password can be mailed. */
  sendsMail: boolean;
  /** What a browser is asked for a passkey with, null where it knows none. */
  passkeys: string | null;
}

export function SignInPage({ viewer, typed, errors, refusal, sendsMail, passkeys }: SignInProps) {
  const t = text[viewer.locale];
  const sentence = reasonSentence(refusal?.reason, refusal?.params ?? {}, viewer.locale);
  return (
    <PublicLayout
      viewer={viewer}
      title={t.signIn}
      shape="gate"
      head={passkeys !== null && <script type="module" src={asset(PASSKEY_SCRIPT)}></script>}
    >
      <form method="post" action={paths.signIn()} class="gate-form">
        <h1>{t.signIn}</h1>
        <p class="hint">{t.signInLead}</p>
        <CsrfField viewer={viewer} />
        <input type="hidden" name="next" value={typedText(typed, "next")} />
        {sentence && <p class="field-error" role="alert">{sentence}</p>}
        <TextInput
          viewer={viewer}
          name="email"
          type="email"
          label={t.email}
          autocomplete="username"
          required
          value={typedText(typed, "email")}
          error={errorOf(viewer, errors, "email")}
          attributes={{ autofocus: true }}
        />
        <TextInput
          viewer={viewer}
          name="password"
          type="password"
          label={t.password}
          autocomplete="current-password"
          required
          error={errorOf(viewer, errors, "password")}
        />
        <Button variant="primary" size="big">{t.signIn}</Button>
        {sendsMail
          ? (
            <p>
              <a href={paths.forgotten()}>{t.forgottenLink}</a>
            </p>
          )
          : <p class="hint">{t.forgotten}</p>}
      </form>
      {passkeys !== null && (
        <form
          method="post"
          action={paths.signInByPasskey()}
          class="gate-form script-only"
          data-passkeys=""
          data-passkey-use={passkeys}
        >
          <CsrfField viewer={viewer} />
          <input type="hidden" name="next" value={typedText(typed, "next")} />
          <PasskeyAnswer viewer={viewer} name="credential" />
          <Button icon="key-round" data-passkey="">{t.passkey.signIn}</Button>
        </form>
      )}
    </PublicLayout>
  );
}

export function PasswordPage(
  { viewer, errors, forced }: { viewer: Viewer; errors: FieldErrors; forced: boolean },
) {
  const t = text[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.changePassword} width="narrow">
      <PageHeader title={t.changePassword} />
      {forced && <p class="notice">{t.forced}</p>}
      <form method="post" action={paths.password()} class="stack">
        <CsrfField viewer={viewer} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <TextInput
          viewer={viewer}
          name="current"
          type="password"
          label={t.current}
          autocomplete="current-password"
          required
          error={errorOf(viewer, errors, "current")}
        />
        <NewPassword viewer={viewer} errors={errors} />
        <Button variant="primary">{t.save}</Button>
      </form>
    </Layout>
  );
}
