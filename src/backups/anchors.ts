import type { AuditAnchor } from "../audit/verify_queries.ts";
import { diskPlace } from "./disk_place.ts";
import { backupsIn, readManifest } from "./manifest.ts";
import { type BackupTools, outsideOf } from "./tools.ts";

/** The heads of the audit log that this shop's backups have kept, in the folder and outside. */
export async function auditAnchors(tools: BackupTools, secretKey: string): Promise<AuditAnchor[]> {
  const outside = await outsideOf(tools);
  const anchors = new Map<string, AuditAnchor>();
  for (const place of [...outside ? [outside] : [], diskPlace(tools.dir)]) {
    for (const name of await backupsIn(place)) {
      if (anchors.has(name)) continue;
      const { manifest, isOf } = await readManifest(place, name);
      const head = manifest.audit_head;
      if (head && isOf(secretKey)) anchors.set(name, { ...head, from: name, at: manifest.created_at });
    }
  }
  return [...anchors.values()];
}
