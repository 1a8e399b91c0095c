import { jobHandlers } from "../../src/jobs/handlers.ts";
import { getImport, type ImportRun } from "../../src/imports/queries.ts";
import type { Browser, TestApp } from "../support/app.ts";

/** Sends a file as an administrator would and answers the id of its import. */
export async function upload(
  browser: Browser,
  kind: string,
  content: string | Uint8Array<ArrayBuffer>,
): Promise<string> {
  const file = new File([content], "datos.csv", { type: "text/csv" });
  const answer = await browser.post("/admin/importar", { kind, file, form_key: crypto.randomUUID() });
  const to = answer.headers.get("Location") ?? "";
  const id = /^\/admin\/importar\/([0-9a-f-]{36})\/columnas$/.exec(to)?.[1];
  if (!id) throw new Error(`${answer.status} ${to} ${(await answer.text()).slice(0, 2_000)}`);
  return id;
}

/** Has the guessed columns checked, as its form stands. */
export async function checkRows(app: TestApp, browser: Browser, id: string): Promise<ImportRun> {
  const run = await getImport(app.services.database.db, id);
  const columns = Object.entries(run.mapping).map(([field, column]) => [`columns.${field}`, String(column)]);
  const { encoding, separator, date_order, version } = run;
  const answer = await browser.post(`/admin/importar/${id}/columnas`, {
    encoding,
    separator,
    date_order,
    version: String(version),
    ...Object.fromEntries(columns),
  });
  if (answer.status !== 303) throw new Error(`${answer.status} ${(await answer.text()).slice(0, 3_000)}`);
  return await work(app, id);
}

/** Confirms an import and works until it is over. */
export async function bringIn(app: TestApp, browser: Browser, id: string): Promise<ImportRun> {
  const answer = await browser.post(`/admin/importar/${id}/inicio`);
  if (answer.status !== 303) throw new Error(`${answer.status} ${await answer.text()}`);
  return await work(app, id);
}

/** What the job's worker does. */
export async function work(app: TestApp, id: string): Promise<ImportRun> {
  const handlers = jobHandlers({ sessions: app.services.sessions, mail: null });
  const attempt = { number: 1, signal: new AbortController().signal };
  await handlers.import_rows.run(await app.ctx(), { importId: id }, attempt);
  return await getImport(app.services.database.db, id);
}

/** Sends, checks and brings in. */
export async function importFile(
  app: TestApp,
  browser: Browser,
  { kind, content }: { kind: string; content: string | Uint8Array<ArrayBuffer> },
): Promise<ImportRun> {
  const id = await upload(browser, kind, content);
  await checkRows(app, browser, id);
  return await bringIn(app, browser, id);
}
