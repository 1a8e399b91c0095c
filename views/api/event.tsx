import type { ReferenceEvent } from "../../src/api/reference.ts";
import { Icon } from "../components/icon.tsx";
import type { Viewer } from "../viewer.ts";
import { FieldList } from "./fields.tsx";
import { CodeBlock, MethodBadge } from "./parts.tsx";
import { text } from "./text.ts";

/** What is sent to others when something happens. */
export function EventEntry(
  { viewer, event, open }: { viewer: Viewer; event: ReferenceEvent; open: boolean },
) {
  const t = text[viewer.locale];
  return (
    <details class="api-entry" open={open}>
      <summary>
        <MethodBadge method="EVENT" />
        <code class="api-path">{event.type}</code>
        <h3 lang="en">{event.summary}</h3>
        <Icon name="chevron-down" size={16} />
      </summary>
      <div id={`event-${event.type}`} class="api-entry-body">
        <div class="api-text">
          <FieldList viewer={viewer} heading={t.body} fields={event.fields} />
        </div>
        <div class="api-example">
          <CodeBlock viewer={viewer} label={t.eventExample} code={event.example} />
        </div>
      </div>
    </details>
  );
}
