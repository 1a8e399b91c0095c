import { plainBlocks } from "./blocks.ts";
import type { MailContent, MailSection } from "./content.ts";
import type { MailFact } from "./facts.ts";
import { text } from "./text.ts";

/** A mail for readers that show no HTML. */
export function plainMail({ look, words, note, attached, sections, place, why }: MailContent): string {
  const t = text[look.locale];
  const { shop, branch } = look;
  const sectionLines = ({ facts, url }: MailSection) => [
    lines(facts),
    url !== null && words.button !== "" ? `${words.button}:\n${url}` : "",
  ];
  const paragraphs = [
    words.greeting,
    /[.!?:]$/.test(words.heading) ? words.heading : `${words.heading}.`,
    note,
    ...plainBlocks(words.blocks),
    attached.length > 0 ? t.attached(attached) : "",
    ...sections.flatMap(sectionLines),
    lines(place),
    `-- \n${[shop, branch.address, branch.phone].filter((part) => part !== "").join("\n")}`,
    why,
  ];
  return paragraphs.filter((part) => part !== "").join("\n\n") + "\n";
}

function lines(facts: readonly MailFact[]): string {
  return facts.map(({ term, value }) => `${term}: ${value}`).join("\n");
}
