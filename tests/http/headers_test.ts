import assert from "node:assert/strict";
import { ownPath } from "../../src/http/own_path.ts";
import { takesGzip } from "../../src/http/compress.ts";
import { clientAddress } from "../../src/http/request.ts";
import { csrfToken } from "../../src/http/security.ts";
import { sha256 } from "../../src/lib/token.ts";
import { asAdmin, asReceptionist, PASSWORD, SECRET_KEY, testApp, visitor } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";

eachDatabase(
  "every page forbids inline code, frames, sniffing and caching by others",
  async (_t, database) => {
    await using app = await testApp(database);
    const browser = await asReceptionist(app);
    const page = await browser.get("/contrasena");
    const policy = page.headers.get("Content-Security-Policy") ?? "";
    assert.match(
      await page.text(),
      /history&quot;:&quot;reload&quot;/,
      "no page is kept beside the browser's own",
    );
    assert.doesNotMatch(policy, /unsafe|\*/);
    for (
      const part of [
        "default-src 'none'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
      ]
    ) {
      assert.ok(policy.includes(part), part);
    }
    assert.equal(page.headers.get("X-Content-Type-Options"), "nosniff");
    assert.equal(page.headers.get("Cache-Control"), "no-store");
    assert.equal(page.headers.get("Cross-Origin-Opener-Policy"), "same-origin");
    assert.match(page.headers.get("X-Request-Id") ?? "", /^[0-9a-f-]{36}$/);
  },
  { engines: ["libsql"] },
);

eachDatabase("whatever is answered carries the same guards and an id", async (_t, database) => {
  await using app = await testApp(database);
  const browser = await asReceptionist(app);
  const answers = [
    await browser.get("/ordenes"),
    await browser.get("/ordenes", { "HX-Request": "true" }),
    await browser.get("/ordenes", { "Accept-Encoding": "gzip" }),
    await browser.get("/ordenes/S01-999999"),
    await browser.get("/ordenes/S01-999999", { Accept: "application/json" }),
    await browser.get("/salud"),
    await browser.get("/static/css/shop.css"),
    await browser.get("/nada"),
    await browser.post("/preferencias/correos", { theme: "dark", next: "/ordenes" }),
    await app.request("/ordenes"),
    await app.request("/api/docs"),
    await app.request("/ordenes", { headers: { Host: "evil.example" } }),
  ];
  for (const answer of answers) {
    await answer.body?.cancel();
    assert.match(
      answer.headers.get("Content-Security-Policy") ?? "",
      /^default-src 'none'; script-src 'self';/,
    );
    assert.equal(answer.headers.get("X-Frame-Options"), "SAMEORIGIN");
    assert.equal(answer.headers.get("Cross-Origin-Resource-Policy"), "same-origin");
    assert.equal(answer.headers.get("Cross-Origin-Opener-Policy"), "same-origin");
    assert.equal(answer.headers.get("Referrer-Policy"), "same-origin");
    assert.match(
      answer.headers.get("Content-Security-Policy") ?? "",
      /; report-uri \/politica; report-to policy$/,
    );
    for (const tells of ["Server", "X-Powered-By", "Via"]) assert.equal(answer.headers.get(tells), null);
    assert.equal(answer.headers.get("Permissions-Policy")?.slice(0, 14), "camera=(self),");
    assert.match(answer.headers.get("X-Request-Id") ?? "", /^[0-9a-f-]{36}$/);
  }
  assert.deepEqual(answers.map(({ status }) => status), [
    ...[200, 200, 200, 404, 404, 200, 200, 404, 303, 303, 200, 421],
  ]);
  for (const inside of answers.slice(0, 5)) assert.equal(inside.headers.get("Cache-Control"), "no-store");
  assert.equal(answers[2]?.headers.get("Content-Encoding"), "gzip");
  assert.match(answers[2]?.headers.get("Vary") ?? "", /Accept-Encoding/);
}, { engines: ["libsql"] });

eachDatabase(
  "pages and files take what a browser's links and forms do, and no other method",
  async (_t, database) => {
    await using app = await testApp(database);
    const browser = await asReceptionist(app);
    const cookie = `sid=${browser.cookies.get("sid")}`;
    for (const path of ["/", "/ordenes", "/ingresar", "/static/css/shop.css", "/salud", "/nada"]) {
      for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS", "FOO"]) {
        const answer = await app.request(path, { method, headers: { Cookie: cookie } });
        assert.equal(answer.status, 405, `${method} ${path}`);
        assert.equal(answer.headers.get("Allow"), "GET, HEAD, POST");
        assert.equal(await answer.text(), "Method not allowed");
      }
    }
  },
  { engines: ["libsql"] },
);

Deno.test("a form is taken from a page of ours alone, whoever else has its token", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const own = "http://localhost:8000";
  const post = async (headers: Record<string, string>) =>
    (await admin.post("/preferencias", { theme: "dark" }, headers)).status;
  assert.equal(await post({ "Sec-Fetch-Site": "same-origin", Origin: own }), 303);
  assert.equal(await post({ Origin: own }), 303, "a browser that knows no Fetch Metadata");
  for (const site of ["cross-site", "same-site", "none"]) {
    assert.equal(await post({ "Sec-Fetch-Site": site, Origin: own }), 403, site);
  }
  for (const origin of ["", "null", "http://localhost:8001", "https://evil.example"]) {
    assert.equal(await post({ Origin: origin }), 403, origin);
  }
  const rebound = { Host: "evil.example", Origin: "http://evil.example" };
  assert.equal(await post(rebound), 421, "a name of somebody else's that leads here");
});

eachDatabase("named assets are served and nothing else that lies on the disk", async (_t, database) => {
  await using app = await testApp(database);
  const browser = await asAdmin(app);
  for (
    const path of [
      ...[
        "/static",
        "/static/",
        "/static/css",
        "/static/css/",
        "/static/../deno.json",
        "/static/..%2fdeno.json",
      ],
      ...["/static/%2e%2e/src/main.ts", "/static//etc/passwd", "/.env", "/.git/config", "/deno.json"],
      ...["/reparo.db", "/secret.key", "/logs/", "/static/css/shop.css%00.txt"],
    ]
  ) {
    const answer = await browser.get(path);
    await answer.body?.cancel();
    assert.equal(answer.status, 404, path);
  }
}, { engines: ["libsql"] });

eachDatabase("what programs are told is never shown as a page", async (_t, database) => {
  await using app = await testApp(database);
  for (const path of ["/api/ordenes", "/api/openapi.json", "/api/daemon/poll", "/api/nada"]) {
    const answer = await app.request(path);
    await answer.body?.cancel();
    const policy = answer.headers.get("Content-Security-Policy");
    assert.equal(policy, "default-src 'none'; frame-ancestors 'none'", path);
    assert.equal(answer.headers.get("Cross-Origin-Resource-Policy"), "same-origin");
    assert.equal(answer.headers.get("X-Content-Type-Options"), "nosniff");
    assert.match(answer.headers.get("X-Request-Id") ?? "", /^[0-9a-f-]{36}$/);
  }
}, { engines: ["libsql"] });

eachDatabase("over https cookies are bound to the host and browsers stay there", async (_t, database) => {
  await using app = await testApp(database, { BASE_URL: "https://taller.example" });
  const response = await app.request("/ingresar", { headers: { Host: "taller.example" } });
  assert.match(
    response.headers.get("Strict-Transport-Security") ?? "",
    /max-age=31536000; includeSubDomains/,
  );
  const browser = visitor(app, () => csrfToken(SECRET_KEY, browser.cookies.get("__Host-visit") ?? ""));
  const { email } = app.users.admin;
  const inside = () => csrfToken(SECRET_KEY, sha256(browser.cookies.get("__Host-sid") ?? ""));
  const lines = [
    response,
    await browser.get("/ingresar"),
    await browser.post("/ingresar", { email, password: PASSWORD }),
    await browser.post("/preferencias/correos", { _csrf: inside() }),
  ].flatMap(({ headers }) => headers.getSetCookie()).filter((line) => !line.includes("Max-Age=0"));
  const names = lines.map((line) => /^([^=]+)=/.exec(line)?.[1]);
  assert.deepEqual([...new Set(names)].sort(), [
    ...["__Host-people", "__Host-sid", "__Host-toast", "__Host-visit"],
  ]);
  for (const line of lines) {
    for (const part of [/; Path=\/(;|$)/, /; HttpOnly/, /; Secure/, /; SameSite=Lax/]) {
      assert.match(line, part);
    }
    assert.doesNotMatch(line, /Domain=/i);
  }
}, { engines: ["libsql"] });

eachDatabase("errors are pages for people and problems for programs", async (_t, database) => {
  await using app = await testApp(database);
  const browser = await asReceptionist(app);
  const page = await browser.get("/ordenes/S01-999999");
  assert.equal(page.status, 404);
  assert.match(await page.text(), /No encontramos esa página/);
  const problem = await browser.get("/ordenes/S01-999999", { Accept: "application/json" });
  assert.equal(problem.headers.get("Content-Type"), "application/problem+json");
  const body = await problem.json();
  assert.deepEqual([body.status, body.code], [404, "order_not_found"]);
  const large = await browser.post("/contrasena", { current: "x".repeat(2_000_000) });
  assert.equal(large.status, 413);
  const photo = { file: new File([new Uint8Array(2_000_000)], "foto.jpg") };
  assert.equal((await visitor(app).post("/fotos", photo)).status, 413);
  assert.equal((await browser.post("/fotos", photo)).status, 422);
}, { engines: ["libsql"] });

Deno.test("one is only ever sent on to a path of ours", () => {
  for (
    const evil of [
      "https://evil.example",
      "//evil.example",
      "/\\evil.example",
      "/..//evil.example",
      "javascript:alert(1)",
      "",
      undefined,
    ]
  ) {
    assert.equal(ownPath(evil), "/", String(evil));
  }
  assert.equal(ownPath("/ordenes?q=a"), "/ordenes?q=a");
});

Deno.test("addresses are believed from as many proxies as are ours", () => {
  assert.equal(clientAddress("6.6.6.6, 1.2.3.4", "10.0.0.1", 0), "10.0.0.1");
  assert.equal(clientAddress("6.6.6.6, 1.2.3.4", "10.0.0.1", 1), "1.2.3.4");
  assert.equal(clientAddress(undefined, "10.0.0.1", 1), "10.0.0.1");
});

Deno.test("gzip is for who takes it", () => {
  for (const taken of ["gzip", "gzip, deflate, br", "br;q=1, GZIP;q=0.5", "*", "identity;q=0, *"]) {
    assert.ok(takesGzip(taken), taken);
  }
  for (const refused of [undefined, "", "identity", "br", "gzip;q=0", "*, gzip; q=0.0", "xgzip"]) {
    assert.ok(!takesGzip(refused), refused ?? "no header");
  }
});

eachDatabase("a compressed page is the same page", async (_t, database) => {
  await using app = await testApp(database);
  const browser = await asReceptionist(app);
  const plain = await (await browser.get("/clientes")).text();
  const zipped = await browser.get("/clientes", { "Accept-Encoding": "gzip, br" });
  const body = zipped.body?.pipeThrough(new DecompressionStream("gzip"));
  assert.equal((await new Response(body).text()).length, plain.length);
  assert.equal(zipped.headers.get("Content-Type"), "text/html; charset=UTF-8");
  const small = await browser.get("/salud", { "Accept-Encoding": "gzip" });
  assert.equal(small.headers.get("Content-Encoding"), null);
}, { engines: ["libsql"] });
