import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Locale, LOCALES } from "../../src/lib/locale.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { TEMPLATE_KINDS, type TemplateKind } from "../../src/mail/message.ts";
import { paths } from "../../src/paths.ts";
import type { InboundLine } from "../../src/whatsapp/inbound_queries.ts";
import type { AccountSettings, Choice } from "../../src/whatsapp/settings_queries.ts";
import { text as adminText } from "../admin/text.ts";
import { Button } from "../components/button.tsx";
import { Switch } from "../components/choices.tsx";
import { CopyButton } from "../components/copy.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextInput } from "../components/inputs.tsx";
import { DescriptionList, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Notice, OnChip } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { TimeAgo } from "../components/time.tsx";
import { fieldsOf, listedErrors } from "../errors/fields.ts";
import { reasonSentence } from "../errors/text.ts";
import { Layout } from "../layout.tsx";
import { text as mailText } from "../mail/text.ts";
import type { Viewer } from "../viewer.ts";
import { InboundList } from "./inbound.tsx";
import { whatsappText } from "./text.ts";

export interface WhatsappPageProps {
  viewer: Viewer;
  account: AccountSettings;
  choices: readonly Choice[];
  /** What nobody known wrote. */
  strangers: readonly InboundLine[];
  returned?: { typed: Typed; errors: FieldErrors };
  /** Why the last act was refused. */
  reason?: string;
}

export function WhatsappPage(props: WhatsappPageProps) {
  const { viewer, account, strangers } = props;
  const t = whatsappText[viewer.locale];
  const hindrance = reasonSentence(props.reason, {}, viewer.locale);
  return (
    <Layout viewer={viewer} title={t.title} section="admin" width="narrow">
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: paths.admin(), label: adminText[viewer.locale].title }}
      />
      {!account.reachable && <Notice tone="waiting">{t.unreachable}</Notice>}
      {hindrance && <Notice tone="problem">{hindrance}</Notice>}
      <AccountPanel {...props} />
      <CallbackPanel viewer={viewer} account={account} />
      <TemplatesPanel {...props} />
      {strangers.length > 0 && (
        <Panel heading={t.unknown} headingId="whatsapp-unknown" icon="message-circle">
          <p class="muted">{t.unknownLead}</p>
          <InboundList viewer={viewer} lines={strangers} />
        </Panel>
      )}
    </Layout>
  );
}

function AccountPanel({ viewer, account, returned }: WhatsappPageProps) {
  const t = whatsappText[viewer.locale];
  const typed = returned?.typed ?? typedAccount(account);
  const errors = returned?.errors ?? {};
  const field = fieldsOf({ viewer, typed, errors });
  const secret = (name: string, known: boolean) => ({
    ...field(name),
    value: "",
    type: "password" as const,
    autocomplete: "off",
    maxlength: 1_000,
    code: true,
    placeholder: known ? "••••••••••••" : undefined,
    hint: known ? t.keep : t.fresh,
  });
  return (
    <Panel
      heading={t.account}
      headingId="whatsapp-account"
      icon="message-circle"
      actions={<OnChip on={account.enabled} words={{ on: t.on, off: t.off }} />}
    >
      <form method="post" action={paths.whatsapp()} class="stack" data-guard="">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="version" value={String(account.version)} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <Switch
          {...field("enabled")}
          value="1"
          checked={typedText(typed, "enabled") === "1"}
          label={t.enabled}
          hint={t.enabledHint}
        />
        <TextInput
          {...field("phone_number_id")}
          label={t.phoneNumberId}
          hint={t.phoneNumberHint}
          inputmode="numeric"
          maxlength={40}
          code
        />
        <TextInput
          {...field("business_account_id")}
          label={t.businessAccountId}
          inputmode="numeric"
          maxlength={40}
          code
        />
        <TextInput {...secret("token", account.hasToken)} label={t.token} />
        <TextInput {...secret("app_secret", account.hasSecret)} label={t.secret} />
        <div class="row end">
          <Button variant="primary" icon="save">{t.save}</Button>
        </div>
      </form>
      {account.hasToken && account.reachable && <CheckPart viewer={viewer} account={account} />}
    </Panel>
  );
}

/** What Meta says of the number. */
function CheckPart({ viewer, account }: { viewer: Viewer; account: AccountSettings }) {
  const t = whatsappText[viewer.locale];
  const { checkedAt, checkResult, displayPhone, verifiedName, quality } = account;
  return (
    <div class="stack">
      {displayPhone !== "" && (
        <DescriptionList
          facts={[
            { term: t.number, value: displayPhone },
            { term: t.name, value: verifiedName },
            { term: t.quality, value: t.qualities[quality] ?? quality },
          ]}
        />
      )}
      <form method="post" action={paths.whatsappCheck()} class="row apart">
        <CsrfField viewer={viewer} />
        <span>
          {t.checked}: {checkedAt === null || checkResult === "" ? t.never : (
            <>
              {t.results[checkResult]} · <TimeAgo viewer={viewer} at={checkedAt} />
            </>
          )}
        </span>
        <Button icon="plug">{t.check}</Button>
      </form>
    </div>
  );
}

function CallbackPanel(
  { viewer, account: { callbackUrl, verifyToken } }: Pick<WhatsappPageProps, "viewer" | "account">,
) {
  const t = whatsappText[viewer.locale];
  return (
    <Panel heading={t.callback} headingId="whatsapp-callback" icon="webhook">
      <div class="stack">
        {!callbackUrl.startsWith("https:") && <Notice tone="waiting">{t.local}</Notice>}
        {verifyToken === "" ? <p class="muted">{t.callbackLater}</p> : (
          <>
            <p class="muted">{t.callbackLead}</p>
            <Copied viewer={viewer} label={t.address} value={callbackUrl} />
            <Copied viewer={viewer} label={t.verifyToken} value={verifyToken} />
          </>
        )}
      </div>
    </Panel>
  );
}

function Copied({ viewer, label, value }: { viewer: Viewer; label: string; value: string }) {
  return (
    <div class="stack tight">
      <p class="field-label">{label}</p>
      <div class="row apart">
        <p class="code-block grow">{value}</p>
        <CopyButton viewer={viewer} value={value} />
      </div>
    </div>
  );
}

function TemplatesPanel({ viewer, account, choices }: WhatsappPageProps) {
  const t = whatsappText[viewer.locale];
  return (
    <Panel
      heading={t.templates}
      headingId="whatsapp-templates"
      icon="layers"
      flush
      actions={account.hasToken && account.reachable && (
        <form method="post" action={paths.whatsappTemplates()}>
          <CsrfField viewer={viewer} />
          <Button size="small" icon="download">{t.fetch}</Button>
        </form>
      )}
    >
      <p class="panel-note">
        {t.templatesLead} {account.templatesAt === null ? t.notFetched : (
          <>
            {t.fetchedAt} <TimeAgo viewer={viewer} at={account.templatesAt} />.
          </>
        )}
      </p>
      <DataTable
        viewer={viewer}
        caption={t.templates}
        rows={TEMPLATE_KINDS}
        href={(kind) => paths.whatsappChoice(kind, viewer.locale)}
        columns={[
          { label: t.kind, width: "grow", cell: (kind) => mailText[viewer.locale].kinds[kind] },
          ...LOCALES.map((locale) => ({
            label: t.language[locale],
            cell: (kind: TemplateKind) => (
              <ChoiceLink
                {...{ viewer, kind, locale }}
                choice={choices.find((one) => one.kind === kind && one.locale === locale)}
              />
            ),
          })),
        ]}
      />
    </Panel>
  );
}

interface ChoiceLinkProps {
  viewer: Viewer;
  kind: TemplateKind;
  locale: Locale;
  choice?: Choice;
}

/** What serves a kind in a language, on the way to where it is chosen. */
function ChoiceLink({ viewer, kind, locale, choice }: ChoiceLinkProps) {
  const t = whatsappText[viewer.locale];
  const what = !choice ? t.none : choice.usable ? choice.template.name : t.gone;
  const tone = !choice ? "new" : choice.usable ? "ready" : "problem";
  return (
    <a
      href={paths.whatsappChoice(kind, locale)}
      aria-label={`${mailText[viewer.locale].kinds[kind]}, ${t.language[locale]}: ${what}`}
    >
      <Chip small tone={tone} label={what} />
    </a>
  );
}

function typedAccount(account: AccountSettings): Typed {
  return {
    enabled: account.enabled ? "1" : "",
    phone_number_id: account.phoneNumberId,
    business_account_id: account.businessAccountId,
  };
}
