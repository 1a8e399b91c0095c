import type { AgeKey } from "../../src/backups/age.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CopyButton } from "../components/copy.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { errorOf } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { backupText } from "./text.ts";

interface KeyFormProps {
  viewer: Viewer;
  errors: FieldErrors;
  /** There is one already. */
  replaces: boolean;
}

export function KeyForm({ viewer, errors, replaces }: KeyFormProps) {
  const t = backupText[viewer.locale];
  return (
    <Panel heading={replaces ? t.anotherKey : t.first} headingId="key" icon="key-round">
      <form method="post" action={paths.backupKey()} class="stack">
        <CsrfField viewer={viewer} />
        <p>{replaces ? t.anotherText : t.firstText}</p>
        <TextInput
          viewer={viewer}
          name="password"
          type="password"
          label={t.password}
          hint={t.passwordHint}
          required
          autocomplete="current-password"
          error={errorOf(viewer, errors, "password")}
        />
        <div class="row end">
          <Button variant={replaces ? "plain" : "primary"} icon="key-round">
            {replaces ? t.anotherKey : t.makeKey}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

/** The only page that ever shows the secret half, and once. */
export function BackupKeyPage({ viewer, made }: { viewer: Viewer; made: AgeKey }) {
  const t = backupText[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.made} section="admin" width="narrow">
      <PageHeader title={t.made} back={{ href: paths.backups(), label: t.title }} />
      <Notice tone="waiting" title={t.once}>
        <p>{t.onceText}</p>
      </Notice>
      <Panel heading={t.secret} headingId="secret">
        <code class="code shown-once" id="backup-key">{made.identity}</code>
        <div class="no-print">
          <CopyButton viewer={viewer} value={made.identity} />
        </div>
      </Panel>
      <Panel heading={t.public} headingId="public">
        <code class="mono wrap-anywhere">{made.recipient}</code>
      </Panel>
      <Panel heading={t.restoreHow} headingId="restore">
        <pre class="code-block">deno task restore latest --from /backups --key-file key.txt</pre>
      </Panel>
      <div class="row no-print">
        <LinkButton href={paths.backups()}>{t.back}</LinkButton>
      </div>
    </Layout>
  );
}
