import { mentionWords } from "../../views/mail/mention_mail.tsx";
import { NoticeMail, noticePlain } from "../../views/mail/notice_mail.tsx";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { queueNotice } from "../mail/outbox.ts";
import { paths } from "../paths.ts";
import { mentionedIn } from "./mention.ts";

/**
 * Notes down whom a note mentions and writes each of them a mail, in the transaction that adds the note; who writes it is not told.
 * Answers their names.
 */
export async function tellMentioned(
  trx: Db,
  ctx: Ctx,
  { order, noteId, text }: { order: { id: string; number: string }; noteId: string; text: string },
): Promise<string[]> {
  if (!text.includes("@")) return [];
  const people = await trx.selectFrom("user").select(["id", "name", "email", "locale"])
    .where("active", "=", 1).where("id", "!=", ctx.actor.id ?? "").orderBy("name").execute();
  const mentioned = mentionedIn(text, people);
  for (const { id: userId, name, email, locale } of mentioned) {
    const id = ctx.random.id(ctx.now);
    await trx.insertInto("note_mention").values({
      id,
      note_id: noteId,
      order_id: order.id,
      user_id: userId,
      created_at: ctx.now,
      seen_at: null,
    }).execute();
    const words = mentionWords({
      locale,
      shop: ctx.shop.organization?.name ?? "Reparo",
      number: order.number,
      by: ctx.actor.name,
      text,
      url: ctx.baseUrl + paths.mention(id),
    });
    await queueNotice(trx, ctx, {
      kind: "note_mention",
      to: { name, address: email },
      locale,
      subject: words.heading,
      html: `<!doctype html>${<NoticeMail words={words} />}`,
      text: noticePlain(words),
    });
  }
  return mentioned.map((person) => person.name);
}
