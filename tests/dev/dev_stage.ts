import { developmentApp } from "../../src/dev/app.ts";
import { openRecorder, type Recorder } from "../../src/dev/recorder.ts";
import { type TestApp, testApp } from "../support/app.ts";
import { freshDatabase, type TestEngine } from "../support/database.ts";

export interface DevStage {
  app: TestApp;
  recorder: Recorder;
  /** Where the development server looks for changed files. */
  folder: string;
  /** As Deno.serve calls it. */
  fetch: (request: Request) => Response | Promise<Response>;
  stop: () => void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The app as `deno task dev` serves it; `app.request` and its browsers go through the tools. */
export async function devStage(engine: TestEngine = "libsql"): Promise<DevStage> {
  const recorder = openRecorder(() => app.now);
  const database = await freshDatabase(engine, recorder.database);
  const app = await testApp(database, { REPARO_ENV: "development", DATABASE_URL: database.url });
  const folder = await Deno.makeTempDir();
  const stopping = new AbortController();
  const services = { ...app.services, stopping: stopping.signal };
  const development = await developmentApp(services, recorder, folder);
  const fetch = (request: Request) => development.fetch(request, {});
  app.request = async (path, init) => await fetch(new Request(`http://localhost:8000${path}`, init));
  return {
    app,
    recorder,
    folder,
    fetch,
    stop: () => stopping.abort(),
    async [Symbol.asyncDispose]() {
      stopping.abort();
      recorder[Symbol.dispose]();
      await app[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
