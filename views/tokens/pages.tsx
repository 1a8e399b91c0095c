import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import type { TokenRow } from "../../src/tokens/queries.ts";
import { SCOPE_GROUPS, type ScopeGroup } from "../../src/tokens/scope.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { CopyButton } from "../components/copy.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary, FieldNotes, Required } from "../components/field.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import { SearchBar } from "../components/list.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Code, Notice } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { DateText, TimeAgo } from "../components/time.tsx";
import { errorOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

interface TokensProps {
  viewer: Viewer;
  tokens: readonly TokenRow[];
  /** What the tokens were searched by. */
  q: string;
  /** Holds the `form_key` that makes the next token one and no more. */
  typed: Typed;
  errors?: FieldErrors;
}

export function TokensPage({ viewer, tokens, q, typed, errors = {} }: TokensProps) {
  const t = text[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.title} section="admin">
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: paths.admin(), label: frameText[viewer.locale].nav.admin }}
        actions={<LinkButton href={paths.apiDocs()} icon="file-text">{t.reference}</LinkButton>}
      />
      <div class="split">
        <div class="stack">
          {(tokens.length > 0 || q !== "") && <TokenSearch viewer={viewer} q={q} />}
          <Panel flush={tokens.length > 0} aria-label={t.title} id="tokens">
            <TokenTable viewer={viewer} tokens={tokens} q={q.trim()} />
          </Panel>
        </div>
        <div>
          <NewToken viewer={viewer} typed={typed} errors={errors} />
        </div>
      </div>
    </Layout>
  );
}

function TokenSearch({ viewer, q }: { viewer: Viewer; q: string }) {
  const t = text[viewer.locale];
  return (
    <SearchBar
      viewer={viewer}
      action={paths.apiTokens()}
      id="token-search"
      label={t.search}
      act={t.search}
      q={q}
      hint={t.searchHint}
      target="#tokens"
      hx-select="#tokens"
      hx-replace-url="true"
    />
  );
}

interface TokenTableProps {
  viewer: Viewer;
  tokens: readonly TokenRow[];
  q: string;
}

function TokenTable({ viewer, tokens, q }: TokenTableProps) {
  const t = text[viewer.locale];
  return (
    <DataTable
      viewer={viewer}
      caption={t.caption}
      rows={tokens}
      empty={q === "" ? <EmptyState icon="key-round" title={t.empty}>{t.emptyText}</EmptyState> : (
        <EmptyState
          icon="search"
          title={t.noneFound(q)}
          action={<LinkButton href={paths.apiTokens()}>{t.showAll}</LinkButton>}
        />
      )}
      columns={[
        {
          label: t.name,
          width: "grow",
          cell: (token) => (
            <>
              <strong>{token.name}</strong>
              <br />
              <small class="muted">{token.scopes.map((scope) => t.scope[scope]).join(" · ")}</small>
            </>
          ),
        },
        { label: t.prefix, cell: (token) => <Code>{token.prefix}…</Code> },
        {
          label: t.created,
          wideOnly: true,
          cell: (token) => (
            <>
              <DateText viewer={viewer} at={token.createdAt} />
              <br />
              <small class="muted">{token.createdBy ? t.by(token.createdBy) : t.console}</small>
            </>
          ),
        },
        { label: t.lastUsed, cell: (token) => <LastUse viewer={viewer} token={token} /> },
        { label: t.state, cell: (token) => <TokenState viewer={viewer} token={token} /> },
        {
          label: t.revoke,
          actions: true,
          cell: (token) =>
            token.revokedAt === null && (
              <ConfirmForm
                viewer={viewer}
                action={paths.apiTokenRevocation(token.id)}
                question={t.revokeQuestion(token.name)}
                label={t.revoke}
                size="small"
              />
            ),
        },
      ]}
    />
  );
}

function LastUse({ viewer, token }: { viewer: Viewer; token: TokenRow }) {
  if (token.lastUsedAt === null) return <span class="muted">{text[viewer.locale].never}</span>;
  return (
    <>
      <TimeAgo viewer={viewer} at={token.lastUsedAt} />
      <br />
      <small class="muted mono">{token.lastUsedIp}</small>
    </>
  );
}

function TokenState({ viewer, token }: { viewer: Viewer; token: TokenRow }) {
  const t = text[viewer.locale];
  if (token.revokedAt !== null) return <Chip tone="closed" small label={t.revoked} />;
  if (token.expiresAt !== null && token.expiresAt <= viewer.now) {
    return <Chip tone="closed" small label={t.expired} />;
  }
  if (token.heldBack) {
    return (
      <>
        <Chip tone="closed" small label={t.heldBack} />
        <br />
        <small class="muted">{t.heldBackWhy}</small>
      </>
    );
  }
  return (
    <>
      <Chip tone="ready" small label={t.valid} />
      <br />
      <small class="muted">
        {token.expiresAt === null ? t.noEnd : (
          <>
            {t.until} <DateText viewer={viewer} at={token.expiresAt} />
          </>
        )}
      </small>
    </>
  );
}

function NewToken({ viewer, typed, errors }: { viewer: Viewer; typed: Typed; errors: FieldErrors }) {
  const t = text[viewer.locale];
  const chosen = typed.scopes;
  return (
    <Panel heading={t.add} headingId="new-token" icon="plus">
      <form method="post" action={paths.apiTokens()} class="stack">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={typedText(typed, "form_key")} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <TextInput
          viewer={viewer}
          name="name"
          label={t.name}
          hint={t.nameHint}
          required
          maxlength={80}
          autocomplete="off"
          value={typedText(typed, "name")}
          error={errorOf(viewer, errors, "name")}
        />
        <ScopeFields
          viewer={viewer}
          chosen={Array.isArray(chosen) ? chosen.map(String) : [typedText(typed, "scopes")]}
          error={errorOf(viewer, errors, "scopes")}
        />
        <Select
          viewer={viewer}
          name="expires_in_days"
          label={t.expiry}
          value={typedText(typed, "expires_in_days")}
          error={errorOf(viewer, errors, "expires_in_days")}
          options={Object.entries(t.expiries).map(([value, label]) => ({ value, label }))}
        />
        <Button variant="primary" icon="key-round">{t.create}</Button>
      </form>
    </Panel>
  );
}

interface ScopeFieldsProps {
  viewer: Viewer;
  chosen: readonly string[];
  error: string | undefined;
}

/** What a token may be allowed, a row of chips for each thing that it is about. */
function ScopeFields({ viewer, chosen, error }: ScopeFieldsProps) {
  const t = text[viewer.locale];
  return (
    <fieldset class="field scope-groups" id="f-scopes" tabindex={error ? -1 : undefined}>
      <legend class="field-label">
        {t.scopes}
        <Required viewer={viewer} />
      </legend>
      <FieldNotes id="f-scopes" hint={t.scopesHint} error={error} />
      {Object.entries(SCOPE_GROUPS).map(([group, scopes]) => (
        <ChipGroup
          viewer={viewer}
          choose="many"
          name="scopes"
          label={t.scopeGroup[group as ScopeGroup]}
          choices={scopes.map((scope) => ({ value: scope, label: t.scope[scope] }))}
          chosen={chosen}
          attributes={{ id: `scopes-${group}` }}
        />
      ))}
    </fieldset>
  );
}

interface TokenShownProps {
  viewer: Viewer;
  name: string;
  token: string;
  /** Public address of the shop, for the example. */
  baseUrl: string;
}

/** The only page that ever shows a token, and once. */
export function TokenShownPage({ viewer, name, token, baseUrl }: TokenShownProps) {
  const t = text[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.made(name)} section="admin" width="narrow">
      <PageHeader title={t.made(name)} back={{ href: paths.apiTokens(), label: t.title }} />
      <Notice tone="waiting" title={t.showOnce}>
        <p>{t.showOnceText}</p>
      </Notice>
      <Panel heading={t.token} headingId="token">
        <code class="code shown-once" id="new-token-text">{token}</code>
        <div>
          <CopyButton viewer={viewer} value={token} />
        </div>
      </Panel>
      <Panel heading={t.use} headingId="use">
        <pre class="code-block">{`curl -H "Authorization: Bearer ${token}" \\\n  ${baseUrl}${paths.apiOrders()}`}</pre>
      </Panel>
      <div class="row">
        <LinkButton href={paths.apiTokens()}>{t.back}</LinkButton>
      </div>
    </Layout>
  );
}
