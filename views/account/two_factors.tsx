import type { SecondFactor } from "../../src/auth/second_factor.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextInput } from "../components/inputs.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { DateTimeText } from "../components/time.tsx";
import { errorOf } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

interface PanelProps {
  viewer: Viewer;
  factor: SecondFactor | null;
  needed: boolean;
}

/** Whether one signs in with two steps, and what can be done about it. */
export function TwoFactorsPanel({ viewer, factor, needed }: PanelProps) {
  const t = text[viewer.locale];
  return (
    <Panel heading={t.twoFactors} headingId="two-factors" icon="smartphone">
      <p>{t.twoFactorsText}</p>
      {factor
        ? (
          <>
            <p>
              {t.twoFactorsOn} <DateTimeText viewer={viewer} at={factor.since} />.{" "}
              {t.codesLeft(factor.codesLeft)}
            </p>
            <div class="row">
              <ConfirmForm
                viewer={viewer}
                action={paths.recoveryCodes()}
                question={t.newCodesQuestion}
                label={t.newCodes}
                icon="refresh-cw"
                variant="plain"
              />
              {!needed && (
                <ConfirmForm
                  viewer={viewer}
                  action={paths.twoFactorsEnd()}
                  question={t.turnOffQuestion}
                  label={t.turnOff}
                  icon="ban"
                />
              )}
            </div>
          </>
        )
        : (
          <div class="row">
            <LinkButton href={paths.twoFactors()} variant="primary" icon="shield">{t.setUp}</LinkButton>
          </div>
        )}
    </Panel>
  );
}

interface SetUpProps {
  viewer: Viewer;
  /** What the app is given: base32, and the address of a picture of its QR. Null before it was begun. */
  pending: { secret: string; qr: string } | null;
  errors: FieldErrors;
  needed: boolean;
}

export function SetUpPage({ viewer, pending, errors, needed }: SetUpProps) {
  const t = text[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.setUp} width="narrow">
      <PageHeader title={t.setUp} lead={t.setUpLead} back={{ href: paths.account(), label: t.title }} />
      {needed && (
        <Notice tone="waiting" title={t.neededTitle}>
          <p>{t.needed}</p>
        </Notice>
      )}
      {pending && <ScanPanel viewer={viewer} pending={pending} errors={errors} />}
      <form method="post" action={paths.twoFactors()}>
        <CsrfField viewer={viewer} />
        {pending
          ? <Button variant="quiet" icon="rotate-ccw">{t.restart}</Button>
          : <Button variant="primary" icon="qr-code">{t.begin}</Button>}
      </form>
    </Layout>
  );
}

function ScanPanel(
  { viewer, pending, errors }: {
    viewer: Viewer;
    pending: { secret: string; qr: string };
    errors: FieldErrors;
  },
) {
  const t = text[viewer.locale];
  return (
    <>
      <Panel heading={t.scan} headingId="scan">
        <img src={pending.qr} alt={t.qr} width="220" height="220" />
        <p>{t.scanText}</p>
        <p>
          <code class="mono wrap-anywhere">{pending.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
        </p>
      </Panel>
      <Panel heading={t.type} headingId="type">
        <form method="post" action={paths.twoFactorsCode()} class="stack">
          <CsrfField viewer={viewer} />
          <TextInput
            viewer={viewer}
            name="code"
            label={t.code}
            required
            code
            inputmode="numeric"
            autocomplete="one-time-code"
            maxlength={8}
            error={errorOf(viewer, errors, "code")}
          />
          <div class="row end">
            <Button variant="primary" icon="check">{t.confirm}</Button>
          </div>
        </form>
      </Panel>
    </>
  );
}

/** The only page that ever shows them, and once. */
export function RecoveryCodesPage(
  { viewer, codes, because }: { viewer: Viewer; codes: readonly string[]; because: "set up" | "renewed" },
) {
  const t = text[viewer.locale];
  const file = `${viewer.shop.name} · ${t.codes} · ${viewer.user?.name ?? ""}\n\n${codes.join("\n")}\n`;
  return (
    <Layout viewer={viewer} title={t.codes} width="narrow">
      <PageHeader title={t.codesTitle[because]} />
      <Notice tone="waiting" title={t.codesLead}>
        <p>{t.codesText}</p>
      </Notice>
      <Panel heading={t.codes} headingId="codes" icon="key-round">
        <ul class="recovery-codes">
          {codes.map((code) => (
            <li>
              <code class="code">{code}</code>
            </li>
          ))}
        </ul>
      </Panel>
      <p class="hint no-print wide-screen">{t.printHint}</p>
      <div class="row end no-print">
        <LinkButton
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(file)}`}
          download={t.codesFile}
          icon="download"
        >
          {t.download}
        </LinkButton>
        <LinkButton href={paths.account()} variant="primary" icon="check">{t.codesDone}</LinkButton>
      </div>
    </Layout>
  );
}
