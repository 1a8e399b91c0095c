import { filePath } from "../../src/db/embedded/file_path.ts";
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { createToken } from "../../src/tokens/commands.ts";
import { aCaller } from "../api/caller.ts";
import { testApp, userActor } from "../support/app.ts";
import { copyTemplate } from "../support/database.ts";

export interface Keys {
  /** Of a program that may do all of it. */
  token: string;
  /** Of a program that may look at the orders for a week. */
  weekly: string;
  /** Of a browser in which the administrator is signed in. */
  cookie: string;
}

/** A shop in a database of its own, a new file or an empty Postgres, for a server that is still to be started. */
export async function aShop(url: string): Promise<Keys> {
  if (url.startsWith("file:")) await copyTemplate(filePath(url));
  // libSQL lets go of a file only as its statements are collected: it would take the journal of the server that is started on it away.
  const database = await openDatabase(url.replace(/^file:/, "sqlite:"));
  try {
    await migrate(database);
    await using app = await testApp(database);
    app.now = Date.now();
    const { token } = await aCaller(app);
    const wish = { name: "Semana", scopes: ["orders:read"], expires_in_days: 7 } as const;
    const { token: weekly } = await createToken(await app.ctx(userActor(app, "admin")), wish);
    const sid = await app.services.sessions.start(app.users.admin.id, { ip: "", userAgent: "test" });
    return { token, weekly, cookie: `sid=${sid}` };
  } finally {
    await database.close();
  }
}
