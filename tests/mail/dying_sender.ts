/** A server of its own that sends until it is killed. Arguments: the database's URL, the time, the mail server's URL. */
import { openDatabase } from "../../src/db/open.ts";
import { jobHandlers } from "../../src/jobs/handlers.ts";
import { startWorkers } from "../../src/jobs/workers.ts";
import { openMailer } from "../../src/mail/mailer.ts";
import { emptyApp } from "../support/app.ts";

const [url = "", now = "0", smtp = ""] = Deno.args;
const app = await emptyApp(await openDatabase(url), { SMTP_URL: smtp });
app.now = Number(now);
const mail = { mailer: openMailer(smtp), from: "Taller <taller@example.com>" };
startWorkers(app.services, jobHandlers({ sessions: app.services.sessions, mail }), { pollMs: 20 });
