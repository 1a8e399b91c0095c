import { z } from "zod";

export const Queued = z.object({
  queued: z.boolean().meta({
    description:
      "False when nothing leaves: the client has no address, wants no mails, or the shop has no mail server",
  }),
}).meta({ id: "Queued" });
