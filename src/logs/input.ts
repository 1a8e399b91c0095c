import { z } from "zod";
import { LEVEL_MINUTES, LOG_COMPONENTS, LOG_LEVELS } from "./component.ts";

export const LevelAsked = z.object({
  component: z.enum(LOG_COMPONENTS, { error: "required" }),
  /** "" gives the usual one back. */
  level: z.union([z.literal(""), z.enum(LOG_LEVELS)], { error: "required" }),
  minutes: z.coerce.number({ error: "required" }).refine(
    (value) => LEVEL_MINUTES.some((one) => one === value),
    { error: "invalid" },
  ),
});
export type LevelAsked = z.output<typeof LevelAsked>;
