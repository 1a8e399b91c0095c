import { devPaths } from "../../src/dev/paths.ts";
import { type Recorded, repeated } from "../../src/dev/record.ts";
import type { Locale } from "../../src/lib/locale.ts";
import { devText, milliseconds } from "./text.ts";

/** The last requests, the newest first; `chosen` is the id of the one that is shown. */
export function RequestList(
  { locale, requests, chosen }: { locale: Locale; requests: readonly Recorded[]; chosen?: string },
) {
  const text = devText[locale];
  if (requests.length === 0) return <p>{text.noRequests}</p>;
  return (
    <ol class="dev-recent">
      {requests.map((one) => (
        <li>
          <a href={devPaths.request(one.id)} aria-current={one.id === chosen ? "true" : undefined}>
            <Facts locale={locale} request={one} />
          </a>
        </li>
      ))}
    </ol>
  );
}

/** A request in one line. */
export function Facts({ locale, request }: { locale: Locale; request: Recorded }) {
  const text = devText[locale];
  const { method, route, status, ms, part, statements } = request;
  return (
    <>
      <span class={status >= 500 ? "dev-status bad" : status >= 400 ? "dev-status odd" : "dev-status"}>
        {status}
      </span>
      <span class="dev-route">
        {method} {route}
      </span>
      {part && <span class="dev-mark">{text.part}</span>}
      {repeated(statements).length > 0 && <span class="dev-mark bad">{text.many}</span>}
      <span class="dev-figures">
        {milliseconds(locale, ms)} · {text.sql(statements.length)}
      </span>
    </>
  );
}
