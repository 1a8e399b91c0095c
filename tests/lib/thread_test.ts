import assert from "node:assert/strict";
import { openThread } from "../../src/lib/thread.ts";

Deno.test("a thread that cannot be loaded says so to whoever asks, however late", async () => {
  using thread = openThread<string>(new URL("./no_such_thread.ts", import.meta.url));
  await assert.rejects(thread.ask("at once"), /no_such_thread/);
  await assert.rejects(thread.ask("later"), /no_such_thread/);
});
