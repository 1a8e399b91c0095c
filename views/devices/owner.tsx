import type { ClientRow } from "../../src/clients/queries.ts";
import type { DevicePage as Device } from "../../src/devices/queries.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Icon } from "../components/icon.tsx";
import { SearchBar } from "../components/list.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Notice } from "../components/status.tsx";
import { Layout } from "../layout.tsx";
import { deviceName } from "../orders/status.tsx";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

interface OwnerProps {
  viewer: Viewer;
  device: Device;
  q: string;
  candidates: readonly ClientRow[];
  /** Why the last choice was refused. */
  refusal?: string | null;
}

export function DeviceOwnerPage(props: OwnerProps) {
  const { viewer, device, q, refusal } = props;
  const t = text[viewer.locale];
  const name = deviceName(viewer, device);
  return (
    <Layout viewer={viewer} title={t.changeOwner} section="orders" width="narrow">
      <PageHeader
        title={t.changeOwnerTitle(name)}
        lead={t.changeOwnerText}
        back={{ href: paths.device(device.id), label: name }}
      />
      {refusal && (
        <Notice tone="problem">
          <p role="alert">{refusal}</p>
        </Notice>
      )}
      <SearchBar
        viewer={viewer}
        action={paths.deviceOwner(device.id)}
        label={t.findClient}
        showLabel
        act={t.search}
        q={q}
        hint={t.findClientHint(viewer.can("contacts.read"))}
        target="#candidates"
        field={{ autofocus: true }}
      />
      <OwnerCandidates {...props} />
    </Layout>
  );
}

/** One form per client: the button is the choice. */
export function OwnerCandidates({ viewer, device, q, candidates }: OwnerProps) {
  const t = text[viewer.locale];
  return (
    <div id="candidates" aria-live="polite">
      {q.trim() !== "" && candidates.length === 0 && <p class="hint">{t.noClients(q.trim())}</p>}
      {candidates.length > 0 && (
        <Panel flush aria-label={t.findClient}>
          <ul class="link-list">
            {candidates.map((client) => <Candidate viewer={viewer} device={device} client={client} />)}
          </ul>
        </Panel>
      )}
    </div>
  );
}

function Candidate({ viewer, device, client }: { viewer: Viewer; device: Device; client: ClientRow }) {
  const t = text[viewer.locale];
  const isOwner = device.owners.some((one) => one.until === null && one.clientId === client.id);
  const detail = [client.document, client.phone, client.email].filter(Boolean).join(" · ");
  return (
    <li>
      <Icon name={client.kind === "company" ? "building-2" : "user"} />
      <span class="grow">
        <strong>{client.name}</strong>
        {detail && <span class="sub">{detail}</span>}
      </span>
      {isOwner
        ? <Chip tone="closed" label={t.isOwner} small />
        : (
          <form method="post" action={paths.deviceOwner(device.id)}>
            <CsrfField viewer={viewer} />
            <input type="hidden" name="version" value={String(device.version)} />
            <Button name="client_id" value={client.id} size="small" aria-label={t.makeOwnerOf(client.name)}>
              {t.makeOwner}
            </Button>
          </form>
        )}
    </li>
  );
}
