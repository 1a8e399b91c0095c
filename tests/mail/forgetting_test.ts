import assert from "node:assert/strict";
import { sql } from "kysely";
import { sweepUploads } from "../../src/files/uploads.ts";
import { LOGO_ID } from "../../src/mail/message.ts";
import { paths } from "../../src/paths.ts";
import { until } from "../jobs/stage.ts";
import { asAdmin, type TestApp, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { DRAWN_MS, type Post, posting } from "./posting.ts";

const DAY = 86_400_000;

/** The administrator sends the receipt, cancels the order and forgets its client. */
async function forget({ app, orderId }: Post, sent: () => Promise<boolean> | boolean): Promise<void> {
  const { db } = app.services.database;
  const admin = await asAdmin(app);
  const order = await db.selectFrom("order").select(["number", "client_id"]).where("id", "=", orderId)
    .executeTakeFirstOrThrow();
  const mailed = await admin.post(paths.orderMail(order.number), {
    documents: "intake_receipt",
    to: "maria@example.com",
    form_key: crypto.randomUUID(),
  });
  assert.equal(mailed.status, 303);
  app.services.live.changed("jobs");
  await until(sent, "the mail is on its way", DRAWN_MS);
  const cancelled = await admin.post(paths.orderStatus(order.number), {
    from: "received",
    to: "cancelled",
    reason: "No quiso esperar",
  });
  assert.equal(cancelled.status, 303);
  const { version } = await db.selectFrom("client").select("version").where("id", "=", order.client_id)
    .executeTakeFirstOrThrow();
  const form = { reason: "Lo pidió", sure: "1", version: String(version) };
  assert.equal((await admin.post(paths.clientErasure(order.client_id), form)).status, 303);
}

eachDatabase(
  "the papers that were mailed to a client who is forgotten leave the disk",
  async (_t, database) => {
    await posting(database, {}, async (post) => {
      const { db, services: { files } } = { db: database.db, services: post.app.services };
      let hash = "";
      let logo = "";
      const keptLogo = new Uint8Array([1, 2, 3]);
      await forget(post, async () => {
        const row = await db.selectFrom("message_attachment").select(["file_hash", "message_id"])
          .where("content_id", "=", "").executeTakeFirst();
        if (!row?.file_hash || post.smtp.mails.length === 0) return false;
        hash = row.file_hash;
        logo = (await files.put(keptLogo)).hash;
        await db.insertInto("message_attachment").values({
          id: crypto.randomUUID(),
          message_id: row.message_id,
          position: 9,
          name: "logo.png",
          type: "image/png",
          content_id: LOGO_ID,
          paper_json: "",
          file_hash: logo,
        }).execute();
        assert.ok(await files.read(hash));
        return true;
      });
      await until(async () => await files.read(hash) === null, "the paper is gone");
      assert.deepEqual(await files.read(logo), keptLogo, "what is the shop's own stays");
    });
  },
);

eachDatabase("a paper that another mail names as well stays", async (_t, database) => {
  await posting(database, {}, async (post) => {
    const { db } = database;
    const { files } = post.app.services;
    let hash = "";
    await forget(post, async () => {
      const row = await db.selectFrom("message_attachment").selectAll().where("content_id", "=", "")
        .executeTakeFirst();
      if (!row?.file_hash || post.smtp.mails.length === 0) return false;
      hash = row.file_hash;
      const own = await db.selectFrom("message").selectAll().where("id", "=", row.message_id)
        .executeTakeFirstOrThrow();
      const id = crypto.randomUUID();
      await db.insertInto("message").values({ ...own, id, client_id: null, message_id: `<${id}@other>` })
        .execute();
      await db.insertInto("message_attachment").values({ ...row, id: crypto.randomUUID(), message_id: id })
        .execute();
      return true;
    });
    await until(async () => {
      const job = await db.selectFrom("job").select("state").where("kind", "=", "remove_papers")
        .executeTakeFirst();
      return job?.state === "done";
    }, "the job has looked");
    assert.ok(await files.read(hash));
  });
});

eachDatabase("what a mail server says after its client was forgotten is not kept", async (_t, database) => {
  await posting(database, { script: ["ponder"], timeoutMs: 60_000 }, async (post) => {
    const { db } = database;
    await forget(post, () => post.smtp.hanging() > 0);
    post.smtp.refuse();
    await until(async () => {
      const running = await db.selectFrom("message_attempt").select("number").where("result", "=", "running")
        .execute();
      return running.length === 0;
    }, "the try has ended");
    for (const table of ["message", "message_attempt", "mail_suppression"] as const) {
      const { rows } = await sql`select * from ${sql.table(table)}`.execute(db);
      assert.doesNotMatch(JSON.stringify(rows), /maria/i, table);
    }
    const messages = await db.selectFrom("message").select(["state", "to_address"]).execute();
    assert.deepEqual(messages, [{ state: "withdrawn", to_address: "" }]);
    await until(async () => {
      const jobs = await db.selectFrom("job").select("state").where("kind", "=", "send_message").execute();
      return jobs.every(({ state }) => state === "done" || state === "dead");
    }, "nothing sends it any more");
    assert.equal(post.smtp.mails.length, 0);
  });
});

/** An order that was called off, and its client's paper on the disk as they are forgotten: between its drawing and what names it. */
async function forgottenMeanwhile(app: TestApp) {
  const admin = await asAdmin(app);
  const { db } = app.services.database;
  const { id, number, clientId } = await anOrder(app, { client: { name: "María Pérez" } });
  const cancelled = { from: "received", to: "cancelled", reason: "No quiso esperar" };
  assert.equal((await admin.post(paths.orderStatus(number), cancelled)).status, 303);
  const { files } = app.services;
  const drawn: string[] = [];
  const forgetAsItIsKept = () => {
    const { put } = files;
    files.put = async (...given) => {
      files.put = put;
      const kept = await put(...given);
      assert.ok(await files.read(kept.hash), "the paper is on the disk");
      drawn.push(kept.hash);
      await forget();
      return kept;
    };
  };
  const nothingIsLeft = async () => {
    assert.equal(drawn.length, 1);
    assert.deepEqual(await Array.fromAsync(files.list()), []);
    assert.deepEqual(await db.selectFrom("message_attachment").select("id").execute(), []);
    assert.doesNotMatch(JSON.stringify(await db.selectFrom("message").selectAll().execute()), /maria|María/);
  };
  /** As if the process were killed between a paper on the disk and its row. */
  const killedAsItIsKept = async (act: () => Promise<Response>) => {
    const { put } = files;
    files.put = async (...given) => {
      files.put = put;
      drawn.splice(0, 1, (await put(...given)).hash);
      throw new Error("killed");
    };
    assert.equal((await act()).status, 500);
    assert.deepEqual(await Array.fromAsync(files.list()), drawn);
  };
  const forget = async () => {
    const { version } = await db.selectFrom("client").select("version").where("id", "=", clientId)
      .executeTakeFirstOrThrow();
    const form = { reason: "Lo pidió", sure: "1", version: String(version) };
    assert.equal((await admin.post(paths.clientErasure(clientId), form)).status, 303);
  };
  const mailed = () =>
    admin.post(paths.orderMail(number), {
      documents: "intake_receipt",
      to: "maria@example.com",
      form_key: crypto.randomUUID(),
    });
  /** As of a notice, whose papers are drawn when it is first sent or looked at. Answers where it is looked at. */
  const asNotice = async () => {
    const { message_id, position, file_hash } = await db.selectFrom("message_attachment").selectAll()
      .executeTakeFirstOrThrow();
    const { intake_id: intakeId } = await db.selectFrom("order").select("intake_id").where("id", "=", id)
      .executeTakeFirstOrThrow();
    const paper_json = JSON.stringify({ kind: "intake_receipt", intakeId });
    await db.updateTable("message_attachment").set({ paper_json, file_hash: null }).execute();
    await files.remove(file_hash ?? "");
    return paths.messageAttachment(message_id, position);
  };
  return { admin, db, mailed, asNotice, forget, forgetAsItIsKept, killedAsItIsKept, nothingIsLeft };
}

/** Files bear the machine's time: as the nightly sweep is, so long after they were written. */
async function sweepAfter(app: TestApp, days: number): Promise<void> {
  const { now } = app;
  app.now = Date.now() + days * DAY;
  await sweepUploads(await app.ctx());
  app.now = now;
}

eachDatabase(
  "a paper that is drawn to be mailed while its client is forgotten does not go out, and nothing of it is left",
  async (_t, database) => {
    await using app = await testApp(database);
    const { mailed, forgetAsItIsKept, nothingIsLeft } = await forgottenMeanwhile(app);
    forgetAsItIsKept();
    const refused = await mailed();
    assert.equal(refused.status, 409);
    await nothingIsLeft();
  },
);

eachDatabase(
  "a paper that is drawn from a message while its client is forgotten is handed out to nobody",
  async (_t, database) => {
    await using app = await testApp(database);
    const { admin, mailed, asNotice, forgetAsItIsKept, nothingIsLeft } = await forgottenMeanwhile(app);
    assert.equal((await mailed()).status, 303);
    const path = await asNotice();
    forgetAsItIsKept();
    const answer = await admin.get(path);
    assert.equal(answer.status, 404);
    assert.doesNotMatch(await answer.text(), /%PDF/);
    await nothingIsLeft();
  },
);

eachDatabase(
  "a paper whose server was killed before its row leaves the disk within three days of its client",
  async (t, database) => {
    await using app = await testApp(database);
    const { admin, mailed, asNotice, forget, killedAsItIsKept, nothingIsLeft } = await forgottenMeanwhile(
      app,
    );
    assert.equal((await mailed()).status, 303);
    const path = await asNotice();
    await killedAsItIsKept(() => admin.get(path));
    await t.step("and stays where a row comes to name it, however old that is", async () => {
      assert.equal((await admin.get(path)).status, 200);
      await sweepAfter(app, 3);
      assert.equal((await admin.get(path)).status, 200);
      await asNotice();
    });
    await killedAsItIsKept(() => admin.get(path));
    await forget();
    await sweepAfter(app, 1);
    assert.equal((await Array.fromAsync(app.services.files.list())).length, 1);
    await sweepAfter(app, 3);
    await nothingIsLeft();
  },
);
