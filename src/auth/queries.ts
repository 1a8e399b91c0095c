import type { Ctx } from "../context.ts";

/** Which mails of the shop the one who asks gets. */
export async function readMailChoices({ db, actor }: Ctx): Promise<{ digest: boolean; alerts: boolean }> {
  const row = await db.selectFrom("user").select(["digest_off", "alerts_off"])
    .where("id", "=", actor.id ?? "").executeTakeFirst();
  return { digest: row?.digest_off === 0, alerts: row?.alerts_off === 0 };
}
