import { z } from "zod";
import type { NumberFacts } from "./account.ts";
import { askGraph } from "./graph.ts";
import type { ChatContent, ListedTemplate, TemplateObstacle } from "./template.ts";

/** The way to the shop's number. */
export interface Connection {
  /** With the API's version, without a trailing slash. */
  url: string;
  token: string;
  phoneNumberId: string;
  businessAccountId: string;
}

const phoneNumber = z.object({
  display_phone_number: z.string().max(60),
  verified_name: z.string().max(300).default(""),
  quality_rating: z.string().max(30).default("UNKNOWN"),
});

/** The number as Meta knows it. @throws GraphFault */
export async function readNumber({ url, token, phoneNumberId }: Connection): Promise<NumberFacts> {
  const fields = "display_phone_number,verified_name,quality_rating";
  const told = await askGraph({ url: `${url}/${phoneNumberId}?fields=${fields}`, token }, phoneNumber);
  return {
    displayPhone: told.display_phone_number,
    verifiedName: told.verified_name,
    quality: told.quality_rating,
  };
}

const component = z.object({
  type: z.string(),
  format: z.string().optional(),
  text: z.string().optional(),
  buttons: z.array(z.object({ url: z.string().optional() })).optional(),
});

const templatePage = z.object({
  data: z.array(z.object({
    name: z.string().min(1).max(512),
    language: z.string().min(2).max(20),
    status: z.string(),
    category: z.string().default(""),
    components: z.array(component).default([]),
  })),
  paging: z.object({
    cursors: z.object({ after: z.string().optional() }).optional(),
    next: z.string().optional(),
  })
    .optional(),
});

const PAGES = 10;

/** Those that Meta approved, at most a thousand. @throws GraphFault */
export async function approvedTemplates(
  { url, token, businessAccountId }: Connection,
): Promise<Omit<ListedTemplate, "id" | "approved">[]> {
  const found: Omit<ListedTemplate, "id" | "approved">[] = [];
  let after: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const query = new URLSearchParams({
      fields: "name,language,status,category,components",
      limit: "100",
      ...(after !== undefined && { after }),
    });
    const told = await askGraph(
      { url: `${url}/${businessAccountId}/message_templates?${query}`, token },
      templatePage,
    );
    for (const { name, language, status, category, components } of told.data) {
      if (status !== "APPROVED") continue;
      const body = components.find(({ type }) => type === "BODY")?.text ?? "";
      found.push({ name, language, category, body, obstacle: obstacleOf(components) });
    }
    after = told.paging?.next === undefined ? undefined : told.paging.cursors?.after;
    if (after === undefined) break;
  }
  return found;
}

function obstacleOf(components: readonly z.output<typeof component>[]): TemplateObstacle {
  const variable = (text = "") => text.includes("{{");
  for (const { type, format, text, buttons = [] } of components) {
    if (type === "HEADER" && format !== undefined && format !== "TEXT") return "media";
    if (type === "HEADER" && variable(text)) return "header";
    if (buttons.some(({ url }) => variable(url))) return "button";
  }
  return components.some(({ type, text = "" }) => type === "BODY" && text !== "") ? "" : "no_body";
}

const taken = z.object({ messages: z.array(z.object({ id: z.string().min(1).max(300) })).min(1) });

/**
 * Hands a template message over; answers what Meta calls it. `mark` comes back with what Meta tells of it. @throws GraphFault
 */
export async function sendTemplate(
  { url, token, phoneNumberId }: Connection,
  { to, content, mark }: { to: string; content: ChatContent; mark: string },
): Promise<string> {
  const { template: name, language, parameters } = content;
  const body = {
    messaging_product: "whatsapp",
    recipient_type: "individual",
    to,
    type: "template",
    template: {
      name,
      language: { code: language },
      ...(parameters.length > 0 && {
        components: [{
          type: "body",
          parameters: parameters.map((parameter) => ({
            type: "text",
            ...(parameter.name !== "" && { parameter_name: parameter.name }),
            text: parameter.text,
          })),
        }],
      }),
    },
    biz_opaque_callback_data: mark,
  };
  const told = await askGraph({ url: `${url}/${phoneNumberId}/messages`, token, body }, taken);
  return told.messages[0]?.id ?? "";
}
