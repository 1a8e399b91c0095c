import { z } from "zod";
import { requiredParagraph } from "../lib/form.ts";

/** What a client writes to the shop. */
export const messageInput = z.object({
  text: requiredParagraph(1000),
  form_key: z.uuid({ error: "invalid" }),
});
export type MessageInput = z.output<typeof messageInput>;

export const linkInput = z.object({ form_key: z.uuid({ error: "invalid" }) });

export const sharingInput = z.object({ visibility: z.enum(["internal", "public"], { error: "invalid" }) });
export type SharingInput = z.output<typeof sharingInput>;
