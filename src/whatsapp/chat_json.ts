import { z } from "zod";
import { chatText } from "../../views/mail/chat.ts";
import type { PreparedChat } from "../untold/chat.ts";

export const Chat = z.object({
  phone: z.string().meta({ description: "Digits for wa.me", examples: ["5491140001234"] }),
  text: z.string().meta({ description: "As it was prepared, in the client's language" }),
  url: z.url().meta({ description: "Opens the chat with that text" }),
}).meta({ id: "Chat", description: "Noted as opened; whether it is sent nobody here can know" });

export function chatTold({ phone, text }: { phone: string; text: string }): z.input<typeof Chat> {
  return { phone, text, url: `https://wa.me/${phone}?text=${encodeURIComponent(text)}` };
}

export function preparedChatTold({ phone, about, facts }: PreparedChat): z.input<typeof Chat> {
  return chatTold({ phone, text: chatText(about, facts) });
}
