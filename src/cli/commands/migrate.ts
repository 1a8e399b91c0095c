import { z } from "zod";
import { command } from "../command.ts";

/** The server that is asked has migrated when it started; without one see `here.ts`. */
export const migrate = command(z.object({}), () => Promise.resolve({ applied: [] }));
