import type { AgeKey } from "../../src/backups/age.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CopyButton } from "../components/copy.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { backupText } from "./text.ts";

/** Makes the key, or another in place of the one there is, which is asked for first. */
export function KeyForm({ viewer, replaces }: { viewer: Viewer; replaces: boolean }) {
  const t = backupText[viewer.locale];
  return (
    <Panel heading={replaces ? t.anotherKey : t.first} headingId="key" icon="key-round">
      <p>{replaces ? t.anotherText : t.firstText}</p>
      {replaces
        ? (
          <ConfirmForm
            class="row end"
            viewer={viewer}
            action={paths.backupKey()}
            question={t.anotherQuestion}
            label={t.anotherKey}
            icon="key-round"
            variant="plain"
          />
        )
        : (
          <form class="row end" method="post" action={paths.backupKey()}>
            <CsrfField viewer={viewer} />
            <Button variant="primary" icon="key-round">{t.makeKey}</Button>
          </form>
        )}
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
