import type { Mention } from "../../src/notes/queries.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Panel } from "../components/panel.tsx";
import { Code } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { noteText } from "./text.ts";

/** The notes that mention the viewer and wait to be opened; nothing where there are none. */
export function MentionsPanel({ viewer, mentions }: { viewer: Viewer; mentions: readonly Mention[] }) {
  if (mentions.length === 0) return null;
  const text = noteText[viewer.locale];
  return (
    <Panel
      heading={text.mentions}
      headingId="mentions-heading"
      icon="message-square"
      flush
      actions={
        <form method="post" action={paths.mentionsSeen()}>
          <CsrfField viewer={viewer} />
          <Button size="small" variant="quiet">{text.mentionsSeen}</Button>
        </form>
      }
    >
      <ul class="link-list" data-rows="">
        {mentions.map((mention) => (
          <li>
            <span class="grow">
              <a class="row-link" href={paths.mention(mention.id)}>
                <Code>{mention.number}</Code> {mention.by}
              </a>
              <span class="sub">
                <span class="ellipsis" title={mention.text}>{mention.text}</span>
              </span>
            </span>
            <TimeAgo viewer={viewer} at={mention.at} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
