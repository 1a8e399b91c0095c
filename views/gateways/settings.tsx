import type { Provider } from "../../src/gateways/gateway.ts";
import type { GatewaySettings } from "../../src/gateways/settings_queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { text as adminText } from "../admin/text.ts";
import { Button } from "../components/button.tsx";
import { Checkbox, Switch } from "../components/choices.tsx";
import { CopyButton } from "../components/copy.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextInput } from "../components/inputs.tsx";
import { Fieldset, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Notice } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import { fieldsOf, listedErrors } from "../errors/fields.ts";
import { reasonSentence } from "../errors/text.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { gatewayText } from "./text.ts";

interface GatewaysPageProps {
  viewer: Viewer;
  gateways: readonly GatewaySettings[];
  returned?: { provider: Provider; typed: Typed; errors: FieldErrors };
}

export function GatewaysPage({ viewer, gateways, returned }: GatewaysPageProps) {
  const t = gatewayText[viewer.locale].settings;
  return (
    <Layout viewer={viewer} title={t.title} section="admin" width="narrow">
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: paths.admin(), label: adminText[viewer.locale].title }}
      />
      {gateways.map((gateway) => (
        <GatewayPanel
          viewer={viewer}
          gateway={gateway}
          returned={returned?.provider === gateway.provider ? returned : undefined}
        />
      ))}
    </Layout>
  );
}

interface GatewayProps {
  viewer: Viewer;
  gateway: GatewaySettings;
  returned?: { typed: Typed; errors: FieldErrors };
}

function GatewayPanel({ viewer, gateway, returned }: GatewayProps) {
  const { settings: t, providers } = gatewayText[viewer.locale];
  const { provider } = gateway;
  const { form, ...errors } = returned?.errors ?? {};
  const hindrance = reasonSentence(form?.code, {}, viewer.locale);
  return (
    <Panel
      heading={providers[provider]}
      headingId={`gateway-${provider}`}
      icon="credit-card"
      actions={<GatewayChip viewer={viewer} gateway={gateway} />}
    >
      {!gateway.reachable && (
        <Notice tone="waiting">
          <p>{t.unreachable(providers[provider])}</p>
        </Notice>
      )}
      {hindrance && (
        <Notice tone="problem">
          <p>{hindrance}</p>
        </Notice>
      )}
      <form method="post" action={paths.gateway(provider)} class="stack" data-guard="">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="version" value={String(gateway.version)} />
        <ErrorSummary viewer={viewer} errors={listed(viewer, provider, errors)} />
        <GatewayFields viewer={viewer} gateway={gateway} returned={returned && { ...returned, errors }} />
        <CallbackAddress viewer={viewer} gateway={gateway} />
        <div class="row end">
          <Button variant="primary" icon="save">{t.save}</Button>
        </div>
      </form>
      {provider !== "signed" && gateway.hasToken && gateway.reachable && (
        <form method="post" action={paths.gatewayCheck(provider)} class="row apart">
          <CsrfField viewer={viewer} />
          <span>
            {t.checked}: {gateway.checkedAt === null || gateway.checkResult === "" ? t.never : (
              <>
                {t.checkResults[gateway.checkResult]} · <TimeAgo viewer={viewer} at={gateway.checkedAt} />
              </>
            )}
          </span>
          <Button icon="plug">{t.check}</Button>
        </form>
      )}
    </Panel>
  );
}

function GatewayChip({ viewer, gateway }: { viewer: Viewer; gateway: GatewaySettings }) {
  const t = gatewayText[viewer.locale].settings;
  if (!gateway.enabled) return <Chip small tone="closed" icon="minus" label={t.off} />;
  if (gateway.provider === "signed") return <Chip small tone="ready" label={t.on} />;
  return <Chip small tone={gateway.live ? "ready" : "waiting"} label={gateway.live ? t.live : t.test} />;
}

function GatewayFields({ viewer, gateway, returned }: GatewayProps) {
  const t = gatewayText[viewer.locale].settings;
  const { provider } = gateway;
  const signed = provider === "signed";
  const typed = returned?.typed ?? typedGateway(gateway);
  const field = fieldsOf({ viewer, typed, errors: returned?.errors ?? {} });
  const own = (name: string) => ({ ...field(name), id: `${provider}-${name}` });
  const ticked = (name: string) => ({ ...own(name), value: "1", checked: typedText(typed, name) === "1" });
  return (
    <>
      <Switch
        {...ticked("enabled")}
        label={signed ? t.enabledSigned : t.enabled}
        hint={signed ? t.enabledSignedHint : undefined}
      />
      {!signed && <Switch {...ticked("live")} label={t.liveLabel} hint={t.liveHint} />}
      {!signed && (
        <Fieldset legend={t.takes}>
          <Checkbox {...ticked("takes_balance")} label={t.balance} />
          <Checkbox {...ticked("takes_deposit")} label={t.deposit} />
        </Fieldset>
      )}
      {!signed && <CredentialInput {...own("token")} label={t.tokens[provider]} known={gateway.hasToken} />}
      <CredentialInput {...own("secret")} label={t.secrets[provider]} known={gateway.hasSecret} />
    </>
  );
}

interface CredentialProps {
  viewer: Viewer;
  name: string;
  id: string;
  label: string;
  error?: string;
  known: boolean;
}

/** Never filled in: what was typed is typed again. */
function CredentialInput({ viewer, name, id, label, error, known }: CredentialProps) {
  const t = gatewayText[viewer.locale].settings;
  return (
    <TextInput
      {...{ viewer, name, id, label, error }}
      type="password"
      autocomplete="off"
      maxlength={500}
      placeholder={known ? "••••••••••••" : undefined}
      hint={known ? t.keep : t.fresh}
      code
    />
  );
}

function CallbackAddress({ viewer, gateway }: { viewer: Viewer; gateway: GatewaySettings }) {
  const t = gatewayText[viewer.locale].settings;
  const { callbackUrl } = gateway;
  return (
    <div class="stack tight">
      <p class="field-label">{t.callback}</p>
      <p class="code-block">{callbackUrl}</p>
      <p class="row apart">
        <span class="hint grow">{callbackUrl.startsWith("https:") ? t.callbackHint : t.local}</span>
        <CopyButton viewer={viewer} value={callbackUrl} />
      </p>
    </div>
  );
}

/** The page has a form for each provider, so that each field's id begins with its own. */
function listed(viewer: Viewer, provider: Provider, errors: FieldErrors) {
  return listedErrors(viewer, errors).map(({ field, message }) => ({
    field: `#${provider}-${field}`,
    message,
  }));
}

function typedGateway(gateway: GatewaySettings): Typed {
  const tick = (on: boolean) => on ? "1" : "";
  return {
    enabled: tick(gateway.enabled),
    live: tick(gateway.live),
    takes_balance: tick(gateway.takesBalance),
    takes_deposit: tick(gateway.takesDeposit),
  };
}
