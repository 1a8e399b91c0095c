import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import type { AgentState } from "../../src/printing/agent.ts";
import type { AgentView } from "../../src/printing/printer_queries.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CopyButton } from "../components/copy.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Code, Notice, type Tone } from "../components/status.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { TimeAgo } from "../components/time.tsx";
import { fieldSentence } from "../errors/text.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { queueText } from "./queue_text.ts";
import { printingText } from "./text.ts";

const TONE = {
  connected: "ready",
  away: "problem",
  never_seen: "waiting",
  revoked: "closed",
} as const satisfies Record<AgentState, Tone>;

export interface AgentsProps {
  viewer: Viewer;
  agents: readonly AgentView[];
  /** What the page was made from: the live page sends what has changed since. */
  mark: string;
  branches: readonly { id: string; code: string; name: string }[];
  typed?: Typed;
  errors?: FieldErrors;
  /** A pairing code that was made just now, and the command that uses it. Shown once. */
  pairing?: { code: string; command: string } | null;
}

export function AgentsPage(props: AgentsProps) {
  const { viewer, agents, mark, branches, typed, errors = {}, pairing = null } = props;
  const text = printingText[viewer.locale].agentPage;
  return (
    <Layout viewer={viewer} title={text.title} section="admin">
      <PageHeader
        title={text.title}
        lead={text.lead}
        back={{ href: paths.admin(), label: printingText[viewer.locale].back }}
        actions={
          <LinkButton href={paths.printers()} icon="printer">
            {printingText[viewer.locale].printers.title}
          </LinkButton>
        }
      />
      <div class="stack">
        {pairing && <PairingCode viewer={viewer} {...pairing} />}
        <div hx-sse:connect={`${paths.agentsLive()}?v=${encodeURIComponent(mark)}`}>
          <AgentList viewer={viewer} agents={agents} />
        </div>
        <PairForm viewer={viewer} branches={branches} typed={typed} errors={errors} />
      </div>
    </Layout>
  );
}

/** What the live page replaces. */
export function AgentList({ viewer, agents }: Pick<AgentsProps, "viewer" | "agents">) {
  const text = printingText[viewer.locale].agentPage;
  return (
    <Panel flush aria-label={text.caption} id="agents">
      <DataTable
        viewer={viewer}
        caption={text.caption}
        columns={columns(viewer)}
        rows={agents}
        rowId={(agent) => `agent-${agent.id}`}
        empty={<EmptyState icon="hard-drive" title={text.emptyTitle}>{text.empty}</EmptyState>}
      />
    </Panel>
  );
}

function PairingCode({ viewer, code, command }: { viewer: Viewer; code: string; command: string }) {
  const text = printingText[viewer.locale].agentPage;
  return (
    <Notice tone="active" title={text.codeTitle}>
      <p class="pairing-code mono">{`${code.slice(0, 4)}-${code.slice(4)}`}</p>
      <p>{text.codeNote}</p>
      <p>{text.command}</p>
      <pre class="command"><code>{command}</code></pre>
      <CopyButton viewer={viewer} value={command} />
    </Notice>
  );
}

function PairForm(
  { viewer, branches, typed, errors }: Required<Pick<AgentsProps, "viewer" | "branches" | "errors">> & {
    typed?: Typed;
  },
) {
  const text = printingText[viewer.locale].agentPage;
  const sentence = (field: string) => errors[field] && fieldSentence(errors[field], viewer.locale);
  return (
    <Panel heading={text.pair} headingId="pair-title" icon="plus">
      <form class="stack" method="post" action={paths.agentPairing()}>
        <CsrfField viewer={viewer} />
        <ErrorSummary
          viewer={viewer}
          errors={Object.entries(errors).map(([field, error]) => ({
            field,
            message: fieldSentence(error, viewer.locale),
          }))}
        />
        <div class="columns">
          <TextInput
            viewer={viewer}
            name="name"
            label={text.name}
            hint={text.nameHint}
            value={typedText(typed, "name")}
            error={sentence("name")}
            maxlength={60}
            required
          />
          <Select
            viewer={viewer}
            name="branch_id"
            label={text.branch}
            value={typedText(typed, "branch_id") || viewer.branch?.id}
            options={branches.map(({ id, code, name }) => ({ value: id, label: `${code} · ${name}` }))}
            error={sentence("branch_id")}
            required
          />
        </div>
        <div class="row end">
          <Button variant="primary" icon="key-round">{text.makeCode}</Button>
        </div>
      </form>
    </Panel>
  );
}

function columns(viewer: Viewer): Column<AgentView>[] {
  const all = printingText[viewer.locale];
  const text = all.agentPage;
  return [
    { label: text.name, cell: (agent) => agent.name },
    { label: text.branch, cell: (agent) => <Code>{agent.branch}</Code> },
    {
      label: text.state,
      cell: (agent) => <Chip tone={TONE[agent.state]} label={all.agents[agent.state]} small />,
    },
    {
      label: text.seen,
      cell: (agent) => agent.seenAt === null ? "—" : <TimeAgo viewer={viewer} at={agent.seenAt} />,
    },
    {
      label: text.printers,
      cell: (agent) =>
        agent.printers.length === 0 ? "—" : agent.printers.map((printer, index) => (
          <>
            {index > 0 && ", "}
            <a href={paths.printer(printer.id)}>{printer.name}</a>
          </>
        )),
    },
    {
      label: text.version,
      cell: (agent) => [agent.version, agent.os].filter((part) => part !== "").join(" · ") || "—",
    },
    {
      label: queueText[viewer.locale].agents.instance,
      wideOnly: true,
      cell: (agent) => agent.instance === "" ? "—" : <Code>{agent.instance.slice(0, 8)}</Code>,
    },
    {
      label: all.jobPage.actions,
      actions: true,
      cell: (agent) =>
        agent.state === "revoked" ? null : (
          <ConfirmForm
            viewer={viewer}
            action={paths.agentRevocation(agent.id)}
            question={text.revokeQuestion(agent.name)}
            label={text.revoke}
            icon="ban"
            size="small"
            variant="quiet"
          />
        ),
    },
  ];
}
