import { z } from "zod";
import { MOST_COPIES } from "../printing/document.ts";

/** How many labels of a part somebody wants; one when nothing is typed. */
export const labelWish = z.object({
  form_key: z.uuid({ error: "invalid" }),
  copies: z.preprocess(
    (typed) => typed === "" || typed === undefined ? 1 : typed,
    z.coerce.number({ error: "invalid" }).int({ error: "invalid" }).min(1, { error: "too_small" })
      .max(MOST_COPIES, { error: "too_big" }),
  ),
});
