import type { AuditAnchor } from "../audit/verify_queries.ts";
import { diskPlace } from "./disk_place.ts";
import { manifestsIn } from "./manifest.ts";
import { type BackupTools, outsideOf } from "./tools.ts";

/** The heads of the audit log that this shop's backups have kept, in the folder and outside. */
export async function auditAnchors(tools: BackupTools, secretKey: string): Promise<AuditAnchor[]> {
  const outside = await outsideOf(tools);
  const anchors = new Map<string, AuditAnchor>();
  for (const place of [...outside ? [outside] : [], diskPlace(tools.dir)]) {
    for await (const { name, read } of manifestsIn(place)) {
      const head = read?.manifest.audit_head;
      if (head && read.isOf(secretKey) && !anchors.has(name)) {
        anchors.set(name, { ...head, from: name, at: read.manifest.created_at });
      }
    }
  }
  return [...anchors.values()];
}
