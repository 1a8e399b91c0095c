import type { AnnouncedOrder, AnnouncedVisit } from "../../src/preintakes/queries.ts";
import { Panel } from "../components/panel.tsx";
import { Chip, Code, type Tone } from "../components/status.tsx";
import { DateTimeText } from "../components/time.tsx";
import { PublicLayout } from "../layout.tsx";
import { Contact } from "../tracking/page.tsx";
import type { Viewer } from "../viewer.ts";
import { preintakeText } from "./text.ts";

const TONE = { awaited: "new", received: "ready", cancelled: "closed" } as const satisfies Record<
  AnnouncedOrder["state"],
  Tone
>;

/** What a client announced, and what happens next; at a link of its own. */
export function AnnouncedPage({ viewer, visit }: { viewer: Viewer; visit: AnnouncedVisit }) {
  const t = preintakeText[viewer.locale].done;
  const stage = stageOf(visit);
  const awaited = stage === "awaited";
  return (
    <PublicLayout viewer={viewer} title={words(t, stage).title}>
      <div class="tracking preintake">
        <header class="tracking-now">
          <h1>{words(t, stage).title}</h1>
          <p class="lead">{words(t, stage).lead}</p>
          <p class="hint">
            {t.at} <DateTimeText viewer={viewer} at={visit.at} />
          </p>
        </header>
        <Panel heading={t.announced} headingId="preintake-announced" icon="package" flush>
          <ul class="link-list announced-list">
            {visit.orders.map(({ number, device, state }) => (
              <li>
                <span class="grow">
                  <strong>
                    <Code>{number}</Code>
                  </strong>
                  <span class="sub">{device}</span>
                </span>
                <Chip small tone={TONE[state]} label={t.states[state]} />
              </li>
            ))}
          </ul>
        </Panel>
        {awaited && (
          <Panel heading={t.nextTitle} headingId="preintake-next" icon="clipboard-list">
            <ol class="steps">
              {t.next.map((step) => (
                <li>
                  <div>{step}</div>
                </li>
              ))}
            </ol>
            <p>{t.change}</p>
            <p class="hint">{t.keep}</p>
          </Panel>
        )}
        <Contact viewer={viewer} shop={visit.shop} />
      </div>
    </PublicLayout>
  );
}

type Stage = "awaited" | "received" | "over";
type Words = (typeof preintakeText)["es"]["done"];

/** As long as anything is yet to come it is waited for. */
function stageOf({ orders }: AnnouncedVisit): Stage {
  if (orders.some(({ state }) => state === "awaited")) return "awaited";
  return orders.some(({ state }) => state === "received") ? "received" : "over";
}

function words(t: Words, stage: Stage): { title: string; lead: string } {
  if (stage === "awaited") return { title: t.title, lead: t.lead };
  return stage === "received"
    ? { title: t.title_received, lead: t.lead_received }
    : { title: t.title_over, lead: t.lead_over };
}
