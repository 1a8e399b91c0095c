import type { Viewer } from "../../views/viewer.ts";
import type { SignedIn } from "../auth/session.ts";
import type { Ctx } from "../context.ts";
import type { Services } from "../services.ts";

/** What every handler finds on `c.var`. */
export interface Env {
  Variables: {
    services: Services;
    requestId: string;
    /** Address of the one who asks, behind as many proxies as the configuration trusts. */
    ip: string;
    ctx: Ctx;
    viewer: Viewer;
    /** Of the API, for the log: the path with its parameters' names. */
    apiPath: string;
    signedIn: SignedIn | null;
    /** Cookie value of the session, "" without one. */
    sessionToken: string;
  };
}
