import { z } from "zod";
import { requiredLine, tick } from "../lib/form.ts";
import { BATCH_ACTS } from "./batch.ts";
import { MOST_COPIES, PRINT_DOCUMENTS } from "./document.ts";
import { JOB_FILTERS } from "./print_job.ts";
import { MEDIA } from "./protocol.ts";

/** Made when the form was drawn: the same click sent twice is one click. */
const formKey = z.string().regex(/^[\w:-]{8,200}$/, { error: "required" });
/** "" is nothing. */
const someId = z.string().optional().transform((id) => id || null);
const copies = whole(1, MOST_COPIES);

export const LabelWish = z.object({
  form_key: formKey,
  /** Left blank: as many as the branch's matrix says. */
  copies: z.union([z.literal("").transform(() => undefined), copies]).optional(),
  accessories: tick,
  printer_id: someId,
});

/** Every cell of the matrix by printer and document; only ticked ones count. */
export const RouteChoices = z.object({
  routes: z.array(
    z.array(z.object({
      document: z.enum(PRINT_DOCUMENTS).optional(),
      printer_id: z.string().optional(),
      on: tick,
      copies: copies.optional().catch(undefined),
      auto: tick,
    })).catch([]),
  ).default([]),
}).transform(({ routes }) =>
  routes.flat().flatMap(({ document, printer_id, on, copies, auto }) =>
    on && document && printer_id ? [{ document, printerId: printer_id, copies: copies ?? 1, auto }] : []
  )
);

export const PrinterChoice = z.object({ printer_id: someId });

export const MoveWish = z.object({ form_key: formKey, printer_id: z.string().min(1, { error: "required" }) });

export const MoveQueueWish = z.object({ printer_id: z.string().min(1, { error: "required" }) });

export const SetupWish = z.object({
  media: z.enum(MEDIA, { error: "required" }),
  transfer: z.enum(["direct", "ribbon"], { error: "required" }),
  darkness: whole(0, 30),
  speed: whole(1, 14),
});

export const BatchWish = z.object({
  form_key: formKey,
  act: z.enum(BATCH_ACTS, { error: "required" }),
  ids: z.union([z.string(), z.array(z.string())]).optional()
    .transform((ids) => ids === undefined ? [] : [ids].flat()),
  printer_id: someId,
  ver: z.enum(JOB_FILTERS).catch("attention"),
});

export const ReceiptWish = z.object({
  form_key: formKey,
  document: z.enum(["receipt_intake", "receipt_delivery"], { error: "required" }),
});

export const Again = z.object({ form_key: formKey });

export const Resolution = z.object({ form_key: formKey, saw: z.enum(["printed", "again", "forget"]) });

export const PrinterName = z.object({ name: requiredLine(60) });

export const PauseWish = z.object({ paused: tick });

export const NewAgent = z.object({
  name: requiredLine(60),
  branch_id: z.string().min(1, { error: "required" }),
});

export const JobListQuery = z.object({
  ver: z.enum(JOB_FILTERS).catch("attention"),
  antes: z.coerce.number().int().min(1).nullable().catch(null).default(null),
});

export const PageQuery = z.object({
  antes: z.coerce.number().int().min(1).nullable().catch(null).default(null),
});

function whole(least: number, most: number) {
  return z.coerce.number({ error: "invalid" }).int({ error: "invalid" }).min(least).max(most);
}
