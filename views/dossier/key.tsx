import { fingerprint } from "../../src/lib/seal.ts";
import type { PublicSigningKey } from "../../src/dossier/key.ts";
import { paths } from "../../src/paths.ts";
import { LinkButton } from "../components/button.tsx";
import { CopyButton } from "../components/copy.tsx";
import { DescriptionList, type Fact, Panel } from "../components/panel.tsx";
import { Chip } from "../components/status.tsx";
import { DateText } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { dossierText } from "./text.ts";

export interface DossierKeysProps {
  viewer: Viewer;
  /** Newest first; none before the first dossier. */
  dossierKeys: readonly PublicSigningKey[];
}

/** The keys with which the files of orders are and were signed, as whoever verifies one has to know them. */
export function DossierKeys({ viewer, dossierKeys }: DossierKeysProps) {
  const text = dossierText[viewer.locale];
  return (
    <>
      <Panel
        heading={text.key}
        headingId="dossier-key"
        icon="badge-check"
        actions={dossierKeys.length > 0 && (
          <LinkButton size="small" icon="download" href={paths.signingKeysFile()} download>
            {text.keysFile}
          </LinkButton>
        )}
      >
        <p>{text.keyLead}</p>
        {dossierKeys.length === 0 && <p class="muted">{text.noKey}</p>}
        {dossierKeys.filter(({ retiredAt }) => retiredAt === null)
          .map((key) => <Key viewer={viewer} signingKey={key} />)}
      </Panel>
      {dossierKeys.filter(({ retiredAt }) => retiredAt !== null).map((key) => (
        <Panel heading={text.retiredKey} headingId={`key-${key.id}`} icon="key-round">
          <Key viewer={viewer} signingKey={key} />
        </Panel>
      ))}
    </>
  );
}

function Key({ viewer, signingKey }: { viewer: Viewer; signingKey: PublicSigningKey }) {
  const text = dossierText[viewer.locale];
  const { id, publicKey, pem, createdAt, retiredAt, leakedFrom } = signingKey;
  const facts: Fact[] = [
    { term: text.fingerprint, value: <span class="mono">{fingerprint(publicKey)}</span>, wide: true },
    {
      term: text.publicKey,
      value: (
        <div class="row">
          <span class="prose mono wrap-anywhere">{pem}</span>
          <CopyButton viewer={viewer} value={pem} />
        </div>
      ),
      wide: true,
    },
    { term: text.since, value: <DateText viewer={viewer} at={createdAt} /> },
    { term: text.until, value: retiredAt !== null && <DateText viewer={viewer} at={retiredAt} /> },
    {
      term: text.leakedFrom,
      value: leakedFrom !== null && (
        <span class="row">
          <DateText viewer={viewer} at={leakedFrom} />
          <Chip small tone="problem" label={text.leakedChip} />
        </span>
      ),
    },
  ];
  return (
    <div class="stack">
      <DescriptionList facts={facts} />
      <div class="row end">
        <LinkButton
          size="small"
          icon={retiredAt === null ? "refresh-cw" : "triangle-alert"}
          href={paths.signingKey(id)}
        >
          {retiredAt === null ? text.retire.open : text.retire.openLeak}
        </LinkButton>
      </div>
    </div>
  );
}
