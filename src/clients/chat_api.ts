import { z } from "zod";
import { text } from "../../views/clients/text.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id } from "../api/shapes.ts";
import { paths } from "../paths.ts";
import { Chat, chatTold } from "../whatsapp/chat_json.ts";
import { openClientChat } from "./chat_commands.ts";
import { chatInput } from "./input.ts";

export const clientChatOperations: readonly Operation[] = [
  operation({
    id: "openClientChat",
    method: "post",
    path: paths.apiClientChat("{id}"),
    tag: "messages",
    scope: "messages:write",
    summary: "Prepare a WhatsApp chat with one of a client's numbers",
    params: z.object({ id: Id }),
    body: chatInput,
    example: { number: "+541140001234" },
    answer: { text: "The chat, with a greeting", schema: Chat },
    async handle(ctx, { params: { id }, body }) {
      const { client, locale, phone } = await openClientChat(ctx, id, body);
      return {
        body: chatTold({
          phone,
          text: text[locale].greeting(client, ctx.shop.organization?.name ?? "Reparo"),
        }),
      };
    },
  }),
];
