import { z } from "zod";
import type { NumberFacts } from "./account.ts";
import { askGraph, GraphFault } from "./graph.ts";
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
      const document = components.some(({ type, format }) => type === "HEADER" && format === "DOCUMENT");
      found.push({ name, language, category, body, document, obstacle: obstacleOf(components) });
    }
    after = told.paging?.next === undefined ? undefined : told.paging.cursors?.after;
    if (after === undefined) break;
  }
  return found;
}

function obstacleOf(components: readonly z.output<typeof component>[]): TemplateObstacle {
  const variable = (text = "") => text.includes("{{");
  for (const { type, format, text, buttons = [] } of components) {
    if (type === "HEADER" && !["TEXT", "DOCUMENT", undefined].includes(format)) return "media";
    if (type === "HEADER" && variable(text)) return "header";
    if (buttons.some(({ url }) => variable(url))) return "button";
  }
  return components.some(({ type, text = "" }) => type === "BODY" && text !== "") ? "" : "no_body";
}

const taken = z.object({ messages: z.array(z.object({ id: z.string().min(1).max(300) })).min(1) });

const uploaded = z.object({ id: z.string().min(1).max(300) });
const UPLOAD_MS = 60_000;

/**
 * Leaves a PDF with Meta, which keeps it for a month; answers what Meta calls it. That it is left there twice does no harm: a lost
 * answer is no doubt. @throws GraphFault
 */
export async function uploadPdf(
  { url, token, phoneNumberId }: Connection,
  { name, bytes }: { name: string; bytes: Uint8Array<ArrayBuffer> },
): Promise<string> {
  const type = "application/pdf";
  const body = new FormData();
  body.set("messaging_product", "whatsapp");
  body.set("type", type);
  body.set("file", new File([bytes], name, { type }));
  const call = { url: `${url}/${phoneNumberId}/media`, token, body, timeoutMs: UPLOAD_MS };
  try {
    return (await askGraph(call, uploaded)).id;
  } catch (fault) {
    if (!(fault instanceof GraphFault) || !fault.unsure) throw fault;
    throw new GraphFault({ kind: "busy", code: fault.code });
  }
}

export interface TemplateMessage {
  to: string;
  content: ChatContent;
  /** Comes back with what Meta tells of it. */
  mark: string;
  /** What Meta calls the PDF in its header, where it carries one. */
  mediaId?: string;
}

/** Hands a template message over; answers what Meta calls it. @throws GraphFault */
export async function sendTemplate(
  { url, token, phoneNumberId }: Connection,
  { to, content, mark, mediaId }: TemplateMessage,
): Promise<string> {
  const { template: name, language, parameters, document: filename } = content;
  const components = [
    ...(mediaId === undefined ? [] : [{
      type: "header",
      parameters: [{ type: "document", document: { id: mediaId, filename } }],
    }]),
    ...(parameters.length === 0 ? [] : [{
      type: "body",
      parameters: parameters.map((parameter) => ({
        type: "text",
        ...(parameter.name !== "" && { parameter_name: parameter.name }),
        text: parameter.text,
      })),
    }]),
  ];
  const body = {
    messaging_product: "whatsapp",
    recipient_type: "individual",
    to,
    type: "template",
    template: {
      name,
      language: { code: language },
      ...(components.length > 0 && { components }),
    },
    biz_opaque_callback_data: mark,
  };
  const told = await askGraph({ url: `${url}/${phoneNumberId}/messages`, token, body }, taken);
  return told.messages[0]?.id ?? "";
}
