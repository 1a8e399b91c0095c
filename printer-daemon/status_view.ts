import { type Html, html } from "./html.ts";
import type { PrinterStatus, Status } from "./status.ts";
import { type Language, statusText } from "./status_text.ts";

export type Notice = "testDone" | "acceptDone";

interface Reader {
  language: Language;
  /** Goes back with every form. */
  token: string;
  notice: Notice | null;
}

/** The page for whoever stands before the print computer, on the phone with support. */
export function statusView(status: Status, reader: Reader): string {
  const words = statusText[reader.language];
  const { server } = status;
  const time = (at: number) => html`<time>${new Date(at).toLocaleString(reader.language)}</time>`;
  const page = html`
    <!doctype html>
    <html lang="${reader.language}">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>${words.title}</title>
        <link rel="stylesheet" href="/estado.css">
      </head>
      <body>
        <header><h1>${words.title} <small>${status.version}</small></h1><a href="/">${words
          .refresh}</a></header>
        <main>
    ${reader.notice && html`<p role="status">${words[reader.notice]}</p>`}
    ${server.outdated ? html`<p role="alert">${words.outdated}</p>` : null}
    <h2>${words.server}</h2>
    <p><strong class="${server.state === "connected" ? "well" : "ill"}">${words
      .standing[server.state]}</strong>
    ${words.since} ${time(server.since)} · ${server.address}${server.unreported > 0
      ? html`
        · ${server.unreported} ${words.unreported}
      `
      : null}</p>
    <h2>${words.printers}</h2>
    <ul>${status.printers.map((printer) => printerItem(printer, { ...reader, time }))}</ul>
    <h2>${words.spool}</h2>
    ${jobTable(status, { ...reader, time })}
    <h2>${words.events}</h2>
    <ol>${status.events.map(({ at, level, event, facts }) =>
      html`<li class="${level}">${time(at)} <code>${event} ${JSON.stringify(facts)}</code></li>`
    )}</ol>
        </main>
      </body>
    </html>
  `;
  return page.text;
}

type Drawing = Reader & { time: (at: number) => Html };

function printerItem(printer: PrinterStatus, { language, token, time }: Drawing): Html {
  const words = statusText[language];
  const { reason, serial, odometer } = printer;
  const button = (act: "prueba" | "impresora", text: string) =>
    html`<form method="post" action="/${act}"><input type="hidden" name="token" value="${token}">
<button name="printer" value="${printer.key}">${text}</button></form>`;
  return html`<li><h3>${printer.key} <small>${printer.address}</small></h3>
<p><strong class="${printer.ok ? "well" : "ill"}">${
    reason === null ? words.ready : words.reasons[reason]
  }</strong>
${words.since} ${time(printer.since)}${
    printer.warnings.map((warning) =>
      html`
        · ${words.warnings[warning]}
      `
    )
  }</p>
${printer.expected && html`<p>${words.expected} ${printer.expected}</p>`}
<p>${[printer.model, printer.firmware, serial].filter((one) => one !== null).join(" · ")}${
    odometer === null ? null : html`
      · ${odometer} ${words.counter}
    `
  }</p>
<p>${printer.waiting} ${words.waiting} · ${printer.inside} ${words.inside}</p>
${button("prueba", words.test)}${printer.mayAccept ? button("impresora", words.accept) : null}</li>`;
}

function jobTable({ jobs }: Status, { language, time }: Drawing): Html {
  const words = statusText[language];
  if (jobs.length === 0) return html`<p>${words.nothing}</p>`;
  const heads = [words.job, words.printer, words.state, words.attempts, words.changed];
  return html`
    <table>
      <thead>
        <tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr>
      </thead>
      <tbody>${jobs.map((job) =>
        html`
          <tr>
            <td><code>${job.id}</code>${job.own
              ? html`
                (${words.own})
              `
              : null}</td>
            <td>${job.printer}</td>
            <td>${words.states[job.state]}</td>
            <td>${job.attempt}</td>
            <td>${time(job.changed_at)}</td>
          </tr>
        `
      )}</tbody>
    </table>
  `;
}

export const STATUS_CSS = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
header { display: flex; justify-content: space-between; align-items: baseline; }
small, time { opacity: .75; font-weight: normal; }
ul, ol { list-style: none; padding: 0; }
ul > li { border: 1px solid; border-radius: .5rem; padding: .5rem 1rem; margin: .5rem 0; }
h3, p { margin: .25rem 0; }
form { display: inline-block; margin: .25rem .5rem .25rem 0; }
button { font: inherit; padding: .5rem 1rem; min-height: 2.75rem; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid; overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; }
.well { color: light-dark(#0a6b2d, #6fdc8c); }
.ill, .warn, .error, [role="alert"] { color: light-dark(#a1260d, #ffab91); }
`;
