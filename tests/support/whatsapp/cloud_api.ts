import { createHmac } from "node:crypto";
import { type ProviderServer, serveProvider } from "../gateways/provider_server.ts";

export const WA_TOKEN = "EAAGreparo0token0that0nobody0may0see";
export const WA_SECRET = "4b1f0reparo0app0secret9c2d7e6f5a4b";
export const PHONE_ID = "106540352242922";
export const WABA_ID = "102290129340398";

/** As Meta's list has it. */
export interface MetaTemplate {
  name: string;
  language: string;
  status: string;
  category: string;
  components: {
    type: string;
    format?: string;
    text?: string;
    example?: { header_handle: string[] };
    buttons?: { type: string; url?: string }[];
  }[];
}

interface UploadedMedia {
  id: string;
  name: string;
  type: string;
  bytes: Uint8Array;
}

interface SentMessage {
  id: string;
  /** Of the document in its header. */
  document: { id: string; filename?: string } | null;
  to: string;
  template: string;
  language: string;
  parameters: Parameter[];
  mark: string;
}

interface Parameter {
  type: string;
  parameter_name?: string;
  text: string;
}

/** How the next message is taken: by Meta's code with an HTTP status, once `after` has come, or its answer breaks off. */
export type Turn = Refusal | "lost" | "take";

interface Refusal {
  code: number;
  status?: number;
  message?: string;
  after?: Promise<void>;
}

export interface CloudServer extends ProviderServer {
  templates: MetaTemplate[];
  sent: SentMessage[];
  media: UploadedMedia[];
  script: Turn[];
}

export const READY_ES: MetaTemplate = {
  name: "equipo_listo",
  language: "es_AR",
  status: "APPROVED",
  category: "UTILITY",
  components: [
    { type: "HEADER", format: "TEXT", text: "Su equipo" },
    { type: "BODY", text: "Hola {{1}}, la orden {{2}} está lista para retirar. Siga el estado en {{3}}" },
    { type: "FOOTER", text: "Responda BAJA para no recibir más." },
  ],
};

const STATUS_ES: MetaTemplate = {
  name: "cambio_de_estado",
  language: "es",
  status: "APPROVED",
  category: "UTILITY",
  components: [{
    type: "BODY",
    text: "Hola {{client_name}}, su orden {{order_number}} pasó a {{order_status}}.",
  }],
};

/** A template with a PDF in its header, as Meta lists it. */
export function withPdf(name: string, text: string): MetaTemplate {
  const example = { header_handle: ["https://scontent.example/sample.pdf"] };
  const components = [{ type: "HEADER", format: "DOCUMENT", example }, { type: "BODY", text }];
  return { name, language: "es", status: "APPROVED", category: "UTILITY", components };
}

const OTHERS: MetaTemplate[] = [
  {
    ...READY_ES,
    name: "con_foto",
    components: [{ type: "HEADER", format: "IMAGE" }, { type: "BODY", text: "Hola" }],
  },
  { ...READY_ES, name: "en_revision", status: "PENDING" },
];

/** Speaks the published contract of the Cloud API, as far as it is asked for; templates come two to a page. */
export function cloudServer(): CloudServer {
  const server: CloudServer = Object.assign(
    serveProvider(async (request, url) => {
      const fault = (code: number, status = 400, message = "Refused") =>
        Response.json({
          error: { message: `(#${code}) ${message}`, type: "OAuthException", code, fbtrace_id: "A1" },
        }, { status });
      if (request.headers.get("Authorization") !== `Bearer ${WA_TOKEN}`) {
        return fault(190, 401, "Invalid token");
      }
      if (url.pathname === `/${PHONE_ID}`) {
        return Response.json({
          id: PHONE_ID,
          display_phone_number: "+54 9 11 5555-0100",
          verified_name: "Service Norte",
          quality_rating: "GREEN",
        });
      }
      if (url.pathname === `/${WABA_ID}/message_templates`) return page(url);
      if (request.method === "POST" && url.pathname === `/${PHONE_ID}/media`) {
        const turn = server.script.shift() ?? "take";
        if (typeof turn === "object") return fault(turn.code, turn.status, turn.message);
        const answer = await keep(await request.formData());
        return turn === "lost" ? new Response('{"id') : answer;
      }
      if (request.method !== "POST" || url.pathname !== `/${PHONE_ID}/messages`) return fault(100, 404);
      const turn = server.script.shift() ?? "take";
      if (typeof turn === "object") {
        await turn.after;
        return fault(turn.code, turn.status, turn.message);
      }
      const answer = take(await request.json());
      return turn === "lost" ? new Response('{"messaging_product') : answer;
    }),
    {
      templates: [READY_ES, STATUS_ES, ...OTHERS],
      sent: [] as SentMessage[],
      media: [] as UploadedMedia[],
      script: [] as Turn[],
    },
  );

  function page(url: URL): Response {
    const from = Number(url.searchParams.get("after") ?? 0);
    const more = from + 2 < server.templates.length;
    return Response.json({
      data: server.templates.slice(from, from + 2),
      paging: {
        cursors: { before: String(from), after: String(from + 2) },
        ...(more && { next: "https://…" }),
      },
    });
  }

  async function keep(form: FormData): Promise<Response> {
    const [file, type] = [form.get("file"), form.get("type")];
    const whole = form.get("messaging_product") === "whatsapp" && file instanceof File &&
      type === file.type && type === "application/pdf";
    if (!whole) return Response.json({ error: { message: "(#100)", code: 100 } }, { status: 400 });
    const media = { id: `${server.media.length + 1}013859325`, name: file.name, type };
    server.media.push({ ...media, bytes: await file.bytes() });
    return Response.json({ id: media.id });
  }

  function take(body: Record<string, unknown>): Response {
    const template = body.template as {
      name: string;
      language: { code: string };
      components?: { type: string; parameters: (Parameter & { document?: SentMessage["document"] })[] }[];
    };
    const whole = body.messaging_product === "whatsapp" && body.type === "template" &&
      /^\d{8,15}$/.test(String(body.to));
    const known = server.templates.find(({ name, language, status }) =>
      name === template.name && language === template.language.code && status === "APPROVED"
    );
    const of = (type: string) =>
      template.components?.flatMap((one) => one.type === type ? one.parameters : []) ?? [];
    const parameters = of("body");
    const [header] = of("header");
    const document = header?.document ?? null;
    const carries = known?.components.some(({ format }) => format === "DOCUMENT") ?? false;
    if (carries !== server.media.some(({ id }) => id === document?.id) || of("header").length > 1) {
      return Response.json({ error: { message: "(#132012)", code: 132012 } }, { status: 400 });
    }
    if (!whole) return Response.json({ error: { message: "(#100)", code: 100 } }, { status: 400 });
    if (!known) return Response.json({ error: { message: "(#132001)", code: 132001 } }, { status: 404 });
    const id = `wamid.${crypto.randomUUID()}`;
    server.sent.push({
      id,
      to: String(body.to),
      template: template.name,
      language: template.language.code,
      parameters,
      document,
      mark: String(body.biz_opaque_callback_data),
    });
    return Response.json({
      messaging_product: "whatsapp",
      contacts: [{ input: body.to, wa_id: body.to }],
      messages: [{ id, message_status: "accepted" }],
    });
  }

  return server;
}

type Value = Record<string, unknown>;

/** A webhook as Meta sends it. */
export function metaNotice(value: Value, { secret = WA_SECRET, phoneId = PHONE_ID } = {}): RequestInit {
  const body = JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{
      id: WABA_ID,
      changes: [{
        field: "messages",
        value: {
          messaging_product: "whatsapp",
          metadata: { display_phone_number: "5491155550100", phone_number_id: phoneId },
          ...value,
        },
      }],
    }],
  });
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Hub-Signature-256": `sha256=${signature}` },
    body,
  };
}

/** What became of a message. */
export function statusNotice(
  { id, mark }: { id: string; mark?: string },
  status: string,
  { at, ...more }: {
    at: number;
    errors?: { code: number; title: string; error_data?: { details: string } }[];
  },
): Value {
  return {
    statuses: [{
      id,
      status,
      timestamp: String(Math.floor(at / 1_000)),
      recipient_id: "5491140010001",
      ...(mark && { biz_opaque_callback_data: mark }),
      ...more,
    }],
  };
}

/** What somebody wrote. */
export function inboundNotice(from: string, text: string, { at, id }: { at: number; id?: string }): Value {
  return {
    contacts: [{ profile: { name: "Alguien" }, wa_id: from }],
    messages: [{
      from,
      id: id ?? `wamid.${crypto.randomUUID()}`,
      timestamp: String(Math.floor(at / 1_000)),
      type: "text",
      text: { body: text },
    }],
  };
}
