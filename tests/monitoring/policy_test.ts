import assert from "node:assert/strict";
import { closeLogs, openLogs } from "../../src/logs.ts";
import type { LogFacts } from "../../src/logs/line.ts";
import { testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";

const TOKEN = "a token for who watches the server";

eachDatabase(
  "what a page's policy keeps it from is counted and logged, and no link with it",
  async (_t, database) => {
    const lines: LogFacts[] = [];
    await using app = await testApp(database, { METRICS_TOKEN: TOKEN, TRUSTED_PROXY_HOPS: "1" });
    await openLogs({ dir: null, level: "info", console: "off", onLine: (line) => lines.push(line) });
    const tell = (body: string, ip: string) =>
      app.request("/politica", { method: "POST", body, headers: { "X-Forwarded-For": ip } });
    const counted = async () => {
      const metrics = await app.request("/metrics", { headers: { Authorization: `Bearer ${TOKEN}` } });
      return Number(/reparo_policy_violations_total (\d+)/.exec(await metrics.text())?.[1]);
    };
    const before = await counted();
    const link = `https://taller.example/seguimiento/${"k".repeat(22)}?a=1`;
    const told = {
      documentURL: link,
      effectiveDirective: "script-src-elem",
      blockedURL: "https://evil.example/steal/rocio?key=1",
      sourceFile: "https://taller.example/static/js/page.js",
      lineNumber: 12,
    };
    const listed = [
      { type: "csp-violation", body: told },
      { type: "deprecation", body: told },
      { type: "csp-violation", body: { ...told, sourceFile: "chrome-extension" } },
    ];
    const former = {
      "csp-report": {
        "document-uri": link,
        "violated-directive": "style-src 'self'",
        "blocked-uri": "inline",
      },
    };
    assert.equal((await tell(JSON.stringify(listed), "203.0.113.1")).status, 204);
    assert.equal((await tell(JSON.stringify(former), "203.0.113.1")).status, 204);
    const shown = lines.filter(({ message }) => String(message).includes("policy"))
      .map(({ properties }) => properties);
    const facts = shown.map((one) =>
      ["directive", "blocked", "page", "source", "line"].map((name) => one[name])
    );
    assert.deepEqual(facts, [
      [
        "script-src-elem",
        "evil.example/steal",
        "taller.example/seguimiento",
        "/static/js/page.js",
        12,
      ],
      ["style-src 'self'", "inline", "taller.example/seguimiento", "", null],
    ]);
    assert.deepEqual(await counted(), before + 2);

    for (const body of ["", "{}", "[1]", JSON.stringify({ "csp-report": { "blocked-uri": 3 } })]) {
      assert.equal((await tell(body, "203.0.113.2")).status, 400, body);
    }
    assert.equal((await tell(JSON.stringify([..."x".repeat(70_000)]), "203.0.113.2")).status, 413);
    const many = await Promise.all(
      Array.from({ length: 25 }, () => tell(JSON.stringify(former), "203.0.113.3")),
    );
    assert.equal(many.filter(({ status }) => status === 204).length, 20);
    assert.match(many.at(-1)?.headers.get("Retry-After") ?? "", /^\d+$/);
    await closeLogs();
  },
  { engines: ["libsql"] },
);
