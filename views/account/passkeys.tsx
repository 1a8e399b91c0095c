import type { Passkey } from "../../src/auth/passkey_queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { paths } from "../../src/paths.ts";
import { asset, PASSKEY_SCRIPT } from "../assets.ts";
import { PasskeyAnswer } from "../auth/passkey_answer.tsx";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextInput } from "../components/inputs.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Chip } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { DateTimeText, TimeAgo } from "../components/time.tsx";
import { errorOf } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

/** One's passkeys, each to be renamed and removed. */
export function PasskeysPanel({ viewer, passkeys }: { viewer: Viewer; passkeys: readonly Passkey[] }) {
  const t = text[viewer.locale];
  return (
    <Panel
      heading={t.passkeys}
      headingId="passkeys"
      icon="key-round"
    >
      <p>{t.passkeysText}</p>
      {passkeys.length === 0 ? <p class="muted">{t.noPasskeys}</p> : (
        <DataTable
          viewer={viewer}
          caption={t.passkeysCaption}
          rows={passkeys}
          columns={[
            {
              label: t.passkeyName,
              cell: ({ name, synced }) => (
                <span class="row">
                  {name}
                  {synced === 1 && <Chip tone="closed" small label={t.passkeySynced} />}
                </span>
              ),
            },
            {
              label: t.passkeyFrom,
              cell: ({ createdAt }) => <DateTimeText viewer={viewer} at={createdAt} />,
            },
            {
              label: t.passkeyUsed,
              cell: ({ lastUsedAt }) =>
                lastUsedAt === null
                  ? <span class="muted">{t.passkeyNever}</span>
                  : <TimeAgo viewer={viewer} at={lastUsedAt} />,
            },
            {
              label: t.removePasskey,
              actions: true,
              cell: ({ id, name }) => (
                <>
                  <LinkButton size="small" href={paths.passkeyName(id)}>{t.rename}</LinkButton>
                  <ConfirmForm
                    viewer={viewer}
                    action={paths.passkeyEnd(id)}
                    question={t.removePasskeyQuestion(name)}
                    label={t.removePasskey}
                    size="small"
                  />
                </>
              ),
            },
          ]}
        />
      )}
      <form method="post" action={paths.newPasskey()}>
        <CsrfField viewer={viewer} />
        <Button icon="plus">{t.addPasskey}</Button>
      </form>
    </Panel>
  );
}

interface NewPasskeyProps {
  viewer: Viewer;
  /** For `navigator.credentials.create`. */
  options: string;
  name: string;
  errors: FieldErrors;
}

export function NewPasskeyPage({ viewer, options, name, errors }: NewPasskeyProps) {
  const t = text[viewer.locale];
  return (
    <Layout
      viewer={viewer}
      title={t.addPasskey}
      width="narrow"
      head={<script type="module" src={asset(PASSKEY_SCRIPT)}></script>}
    >
      <PageHeader
        title={t.addPasskey}
        lead={t.addPasskeyLead}
        back={{ href: paths.account(), label: t.title }}
      />
      <Panel aria-label={t.addPasskey}>
        <form method="post" action={paths.passkeys()} class="stack" data-passkey-make={options}>
          <CsrfField viewer={viewer} />
          <NameField {...{ viewer, name, errors }} />
          <PasskeyAnswer viewer={viewer} name="credential" error={errorOf(viewer, errors, "credential")} />
          <noscript>
            <p class="hint">{t.needsScript}</p>
          </noscript>
          <div class="row end script-only">
            <Button variant="primary" icon="key-round">{t.makePasskey}</Button>
          </div>
        </form>
      </Panel>
    </Layout>
  );
}

interface NamePageProps {
  viewer: Viewer;
  id: string;
  name: string;
  errors: FieldErrors;
}

export function PasskeyNamePage({ viewer, id, name, errors }: NamePageProps) {
  const t = text[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.rename} width="narrow">
      <PageHeader title={t.rename} back={{ href: paths.account(), label: t.title }} />
      <Panel aria-label={t.rename}>
        <form method="post" action={paths.passkeyName(id)} class="stack">
          <CsrfField viewer={viewer} />
          <NameField {...{ viewer, name, errors }} />
          <div class="row end">
            <Button variant="primary" icon="save">{t.rename}</Button>
          </div>
        </form>
      </Panel>
    </Layout>
  );
}

function NameField({ viewer, name, errors }: { viewer: Viewer; name: string; errors: FieldErrors }) {
  const t = text[viewer.locale];
  return (
    <TextInput
      viewer={viewer}
      name="name"
      label={t.passkeyName}
      hint={t.passkeyNameHint}
      required
      maxlength={60}
      value={name}
      error={errorOf(viewer, errors, "name")}
    />
  );
}
