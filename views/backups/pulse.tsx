import type { BackupPulse } from "../../src/backups/queries.ts";
import { paths } from "../../src/paths.ts";
import { StatCard } from "../components/panel.tsx";
import { TimeAgo } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { backupText } from "./text.ts";

/** When the shop was last backed up, and whether that could be restored. */
export function BackupCard({ viewer, pulse }: { viewer: Viewer; pulse: BackupPulse }) {
  const t = backupText[viewer.locale];
  const { takenAt, drill, failed, hasKey } = pulse;
  const note = !hasKey ? undefined : failed ? t.pulseFailed : drill === null ? t.pulseNoDrill : (
    <>
      {drill.ok ? t.pulseDrill : t.pulseDrillFailed}, <TimeAgo viewer={viewer} at={drill.at} />
    </>
  );
  return (
    <StatCard
      label={t.pulse}
      value={takenAt === null ? (hasKey ? t.never : t.pulseNone) : <TimeAgo viewer={viewer} at={takenAt} />}
      note={note}
      tone={!hasKey || failed || drill?.ok === false ? "problem" : undefined}
      href={paths.backups()}
    />
  );
}
