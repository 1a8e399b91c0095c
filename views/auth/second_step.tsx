import type { AppErrorDetail, FieldErrors } from "../../src/lib/app_error.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextInput } from "../components/inputs.tsx";
import { errorOf } from "../errors/fields.ts";
import { reasonSentence } from "../errors/text.ts";
import { PublicLayout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

interface SecondStepProps {
  viewer: Viewer;
  /** Where one was going. */
  next: string;
  errors: FieldErrors;
  /** Why the last try was refused. */
  refusal: AppErrorDetail | null;
}

/** After the right password: the code of the app, or one of those kept for when the phone is lost. */
export function SecondStepPage({ viewer, next, errors, refusal }: SecondStepProps) {
  const t = text[viewer.locale].secondStep;
  const sentence = reasonSentence(refusal?.reason, refusal?.params ?? {}, viewer.locale);
  return (
    <PublicLayout viewer={viewer} title={t.title} shape="gate">
      <form method="post" action={paths.secondStep()} class="gate-form">
        <h1>{t.title}</h1>
        <p class="hint">{t.lead}</p>
        <CsrfField viewer={viewer} />
        <input type="hidden" name="next" value={next} />
        {sentence && <p class="field-error" role="alert">{sentence}</p>}
        <TextInput
          viewer={viewer}
          name="code"
          label={t.code}
          hint={t.hint}
          required
          code
          autocomplete="one-time-code"
          maxlength={40}
          error={errorOf(viewer, errors, "code")}
          attributes={{ autofocus: true }}
        />
        <Button variant="primary" size="big">{t.go}</Button>
        <p>
          <a href={paths.signIn(next)}>{t.again}</a>
        </p>
      </form>
    </PublicLayout>
  );
}
