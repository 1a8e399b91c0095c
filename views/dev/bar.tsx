import { devPaths } from "../../src/dev/paths.ts";
import type { Recorded } from "../../src/dev/record.ts";
import { Facts } from "./request_list.tsx";
import { devText } from "./text.ts";

/** At the foot of each page: the request that made it in one line, and behind that all that is known of it and of the last ones. */
export function DevBar({ request }: { request: Recorded }) {
  const { locale } = request;
  const text = devText[locale];
  return (
    <aside
      id="dev-bar"
      class="dev-bar"
      lang={locale}
      aria-label={text.tools}
      data-request={request.id}
      data-loading={text.loading}
    >
      <link rel="stylesheet" href={devPaths.file("dev.css")} />
      <details>
        <summary>
          <span class="dev-line">
            <Facts locale={locale} request={request} />
          </span>
          <span class="dev-later" hidden></span>
        </summary>
        <div class="dev-drawer">
          <nav class="dev-list" aria-label={text.requests}>
            <a href={devPaths.requests()}>{text.requests}</a>
          </nav>
          <div class="dev-panel" tabindex={-1}>
            <a href={devPaths.request(request.id)}>{text.details}</a>
          </div>
        </div>
      </details>
      <button type="button" class="dev-close" aria-label={text.close} title={text.close} hidden>×</button>
      <button type="button" class="dev-open" aria-label={text.open} title={text.open} hidden>{"{ }"}</button>
      <script type="module" src={devPaths.file("reload.js")}></script>
      <script type="module" src={devPaths.file("bar.js")}></script>
    </aside>
  );
}
