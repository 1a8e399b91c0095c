import type { Child } from "hono/jsx";
import { devPaths } from "../../src/dev/paths.ts";
import type { Locale } from "../../src/lib/locale.ts";
import { asset, STYLE } from "../assets.ts";
import { devText } from "./text.ts";

/** A page of the tools, without the doctype. */
export function ToolPage({ locale, title, children }: { locale: Locale; title: string; children: Child }) {
  const text = devText[locale];
  return (
    <html lang={locale} data-theme="system">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · ${text.tools}`}</title>
        <link rel="icon" href={asset("icons/reparo.svg")} type="image/svg+xml" />
        <link rel="stylesheet" href={asset(STYLE)} />
        <link rel="stylesheet" href={devPaths.file("dev.css")} />
        <script type="module" src={devPaths.file("reload.js")}></script>
      </head>
      <body class="dev-page">
        <header>
          <nav aria-label={text.tools}>
            <a href={devPaths.requests()}>{text.requests}</a>
            <a href={devPaths.mails()}>{text.messages(0)}</a>
            <a href={devPaths.components(locale, "system")}>{text.components}</a>
          </nav>
        </header>
        <main id="main">
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}
