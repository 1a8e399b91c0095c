import { z } from "zod";
import { emailAddress } from "../auth/input.ts";
import { line, paragraph } from "../lib/form.ts";
import { BY_WHATSAPP, OTHER_ADDRESS } from "./document.ts";
import { formKey } from "./input.ts";

const documents = z.preprocess(
  (chosen) => typeof chosen === "string" ? [chosen] : chosen ?? [],
  z.array(z.string().max(60)).min(1, { error: "choose_document" }).max(40),
);

export const mailInput = z.object({
  documents,
  to: z.string({ error: "required" }).min(1, { error: "required" }).max(254),
  other: line(254).default(""),
  note: paragraph(1000).default(""),
  form_key: formKey,
}).transform(({ to, other, ...mail }, issues) => {
  if (to === BY_WHATSAPP) return { ...mail, address: null };
  const address = emailAddress.safeParse(to === OTHER_ADDRESS ? other : to);
  if (address.success) return { ...mail, address: address.data };
  const path = [to === OTHER_ADDRESS ? "other" : "to"];
  issues.addIssue({ code: "custom", message: other === "" ? "required" : "email", path });
  return z.NEVER;
});
/** `address` is null for WhatsApp, at the phone that the client has for it. */
export type MailInput = z.output<typeof mailInput>;
