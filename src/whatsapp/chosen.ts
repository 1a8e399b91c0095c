import type { Db } from "../db/open.ts";
import type { Locale } from "../lib/locale.ts";
import type { ChatKinds, TemplateKind } from "../mail/message.ts";
import { obstacleFor, parametersOf, type TemplateObstacle } from "./template.ts";

/** What serves each kind while the channel is switched on, apart from what Meta no longer approves. */
export function chosenChats(db: Db) {
  return db.selectFrom("whatsapp_choice")
    .innerJoin("whatsapp_template", "whatsapp_template.id", "whatsapp_choice.template_id")
    .innerJoin("whatsapp_account", (on) => on.on("whatsapp_account.enabled", "=", 1))
    .select(["whatsapp_choice.kind", "whatsapp_choice.locale", "whatsapp_choice.fields_json"])
    .select(["whatsapp_template.body", "whatsapp_template.obstacle", "whatsapp_template.document"])
    .where("whatsapp_template.approved", "=", 1);
}

interface Chosen {
  kind: TemplateKind;
  locale: Locale;
  fields_json: string;
  body: string;
  obstacle: TemplateObstacle;
  document: number;
}

export function chatKinds(rows: readonly Chosen[]): ChatKinds {
  const usable = rows.filter(fits);
  const kinds = (locale: Locale) => usable.filter((row) => row.locale === locale).map(({ kind }) => kind);
  return { es: kinds("es"), en: kinds("en") };
}

/** A template that was changed at Meta may ask for more than was chosen for it, or for what its kind does not have. */
export function fits({ kind, body, fields_json, obstacle, document }: Omit<Chosen, "locale">): boolean {
  return obstacleFor(kind, { obstacle, document: document === 1 }) === "" &&
    (JSON.parse(fields_json) as string[]).length === parametersOf(body).length;
}
