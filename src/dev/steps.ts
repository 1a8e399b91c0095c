import type { Context, Hono, Next } from "hono";
import type { Env } from "../http/env.ts";
import type { Recorded } from "./record.ts";

type Router = Hono<Env>["router"];
type Matched = ReturnType<Router["match"]>;
type Handler = Matched[0][number][0][0];

/** Times each handler of the app's routes, for the request under way. */
export function timeSteps(app: Hono<Env>, current: () => Recorded | undefined): void {
  const { router } = app;
  app.router = {
    name: router.name,
    add: (...route) => router.add(...route),
    match(method, path) {
      const matched = router.match(method, path);
      const recorded = current();
      if (!recorded) return matched;
      const [handlers, ...stash] = matched;
      const timed = handlers.map(([[handler, route], params]) => {
        const name = handler.name;
        return [[timedBy(handler, recorded, { path: route.path, name }), route], params];
      });
      return [timed, ...stash] as unknown as Matched;
    },
  };
}

function timedBy(
  handler: Handler,
  recorded: Recorded,
  { path, name }: { path: string; name: string },
): Handler {
  return async (c: Context<Env>, next: Next) => {
    const step = { path, name, ms: 0 };
    const isFirst = recorded.steps.push(step) === 1;
    const began = performance.now();
    let within = 0;
    try {
      return await handler(c, async () => {
        const from = performance.now();
        await next();
        within += performance.now() - from;
      });
    } finally {
      step.ms = performance.now() - began - within;
      if (isFirst) noteAsker(c, recorded);
    }
  };
}

/** What only the request itself knows once it was answered. */
function noteAsker(c: Context<Env>, recorded: Recorded): void {
  const { signedIn, viewer, apiPath } = c.var;
  recorded.route = apiPath ?? c.req.routePath;
  if (viewer) recorded.locale = viewer.locale;
  if (!signedIn) return;
  const { user, confirmedAt } = signedIn;
  recorded.session = {
    user: user.name,
    role: user.role,
    branch: viewer?.branch?.code ?? null,
    confirmedAt,
    twoFactors: user.twoFactors,
  };
}
