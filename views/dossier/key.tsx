import { fingerprint } from "../../src/lib/seal.ts";
import { CopyButton } from "../components/copy.tsx";
import { DescriptionList, Panel } from "../components/panel.tsx";
import { DateText } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { dossierText } from "./text.ts";

export interface DossierKeyProps {
  viewer: Viewer;
  /** Null before the first dossier; `publicKey` is base64url, `pem` what openssl reads. */
  dossierKey: { publicKey: string; pem: string; createdAt: number } | null;
}

/** The key with which the files of orders are signed, as whoever verifies one has to know it. */
export function DossierKey({ viewer, dossierKey }: DossierKeyProps) {
  const text = dossierText[viewer.locale];
  return (
    <Panel heading={text.key} headingId="dossier-key" icon="badge-check">
      <p>{text.keyLead}</p>
      {!dossierKey && <p class="muted">{text.noKey}</p>}
      {dossierKey && (
        <DescriptionList
          facts={[
            {
              term: text.fingerprint,
              value: <span class="mono">{fingerprint(dossierKey.publicKey)}</span>,
              wide: true,
            },
            {
              term: text.publicKey,
              value: (
                <div class="row">
                  <span class="prose mono">{dossierKey.pem}</span>
                  <CopyButton viewer={viewer} value={dossierKey.pem} />
                </div>
              ),
              wide: true,
            },
            { term: text.since, value: <DateText viewer={viewer} at={dossierKey.createdAt} /> },
          ]}
        />
      )}
    </Panel>
  );
}
