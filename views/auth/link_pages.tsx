import type { AppErrorDetail, FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextInput } from "../components/inputs.tsx";
import { errorOf } from "../errors/fields.ts";
import { reasonSentence } from "../errors/text.ts";
import { PublicLayout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { NewPassword } from "./new_password.tsx";
import { text } from "./text.ts";

interface ForgottenProps {
  viewer: Viewer;
  typed: Typed;
  errors: FieldErrors;
  refusal: AppErrorDetail | null;
}

/** Where one says that one forgot the password. */
export function ForgottenPage({ viewer, typed, errors, refusal }: ForgottenProps) {
  const t = text[viewer.locale];
  const sentence = reasonSentence(refusal?.reason, refusal?.params ?? {}, viewer.locale);
  return (
    <PublicLayout viewer={viewer} title={t.links.forgottenTitle} shape="gate">
      <form method="post" action={paths.forgotten()} class="gate-form">
        <h1>{t.links.forgottenTitle}</h1>
        <p class="hint">{t.links.forgottenLead}</p>
        <CsrfField viewer={viewer} />
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
        <Button variant="primary" size="big" icon="mail">{t.links.send}</Button>
        <p>
          <a href={paths.signIn()}>{t.links.back}</a>
        </p>
      </form>
    </PublicLayout>
  );
}

/** A sentence or two and the way to the sign-in page. */
export function LinkSaidPage({ viewer, said }: { viewer: Viewer; said: "sent" | "gone" | "saved" }) {
  const t = text[viewer.locale].links;
  const { title, body } = t.said[said];
  return (
    <PublicLayout viewer={viewer} title={title} shape="gate">
      <div class="gate-form">
        <h1>{title}</h1>
        <p>{body}</p>
        <LinkButton variant={said === "saved" ? "primary" : "plain"} href={paths.signIn()}>
          {t.toSignIn}
        </LinkButton>
      </div>
    </PublicLayout>
  );
}

/** Where whoever opened a link from their mail chooses a password. */
export function LinkPasswordPage(
  { viewer, token, user, errors }: {
    viewer: Viewer;
    token: string;
    user: { name: string; email: string };
    errors: FieldErrors;
  },
) {
  const t = text[viewer.locale];
  return (
    <PublicLayout viewer={viewer} title={t.links.choose} shape="gate">
      <form method="post" action={paths.passwordLink(token)} class="gate-form">
        <h1>{t.links.choose}</h1>
        <p class="hint">{t.links.chooseLead(user.name)}</p>
        <CsrfField viewer={viewer} />
        <input type="hidden" name="email" autocomplete="username" value={user.email} />
        <NewPassword viewer={viewer} errors={errors} />
        <Button variant="primary" size="big">{t.save}</Button>
      </form>
    </PublicLayout>
  );
}
