import type { Locale } from "../../src/lib/locale.ts";
import type { MessageFacts, MessageKind, MessageState, NoticeKind } from "../../src/mail/message.ts";

interface MailText {
  subject: (facts: MessageFacts) => string;
  heading: (facts: MessageFacts) => string;
  body: (facts: MessageFacts) => string;
  button: string;
}

/** A subject names three orders at most. */
const MOST_NAMED = 3;

function numbersOf({ orders }: MessageFacts, others: (count: number) => string): string {
  const numbers = orders.map(({ number }) => number);
  if (numbers.length <= MOST_NAMED) return numbers.join(", ");
  return `${numbers.slice(0, MOST_NAMED - 1).join(", ")} ${others(numbers.length - MOST_NAMED + 1)}`;
}

const es = {
  mails: {
    order_received: {
      subject: (facts) =>
        facts.orders.length === 1
          ? `${facts.shop}: recibimos su ${facts.orders[0].device} (${facts.orders[0].number})`
          : `${facts.shop}: recibimos sus ${facts.orders.length} equipos (${
            numbersOf(facts, (count) => `y ${count} más`)
          })`,
      heading: ({ orders }) =>
        orders.length === 1 ? `Recibimos su ${orders[0].device}` : `Recibimos sus ${orders.length} equipos`,
      body: ({ shop, orders }) =>
        orders.length === 1
          ? `Su equipo ya está en ${shop}. Guarde el número de orden: con él lo encontramos enseguida. Le avisaremos cuando haya novedades.`
          : `Sus equipos ya están en ${shop}. Guarde los números de orden: con ellos los encontramos enseguida. Cada equipo tiene su propio seguimiento.`,
      button: "Ver el seguimiento",
    },
    order_ready: {
      subject: ({ orders: [{ device, number }], shop }) => `${shop}: su ${device} está listo (${number})`,
      heading: ({ orders: [{ device }] }) => `Su ${device} está listo para retirar`,
      body: () => "Puede pasar a buscarlo. Traiga el número de orden y un documento.",
      button: "Ver el detalle",
    },
  } satisfies Record<MessageKind, MailText> as Record<MessageKind, MailText>,
  hello: (name: string) => `Hola ${name}:`,
  greeting: (name: string, shop: string) => `Hola ${name}, le escribimos de ${shop}.`,
  number: "Número de orden",
  device: "Equipo",
  fault: "Falla informada",
  promised: "Fecha estimada",
  where: "Dónde",
  phone: "Teléfono",
  linkNote: "Si el botón no funciona, copie esta dirección en su navegador:",
  why: (shop: string) => `Recibe este correo porque dejó un equipo en ${shop}.`,
  page: {
    back: "Administración",
    title: "Mensajes",
    lead: "Los correos a clientes, con su estado verdadero.",
    filter: "Mensajes por estado",
    all: "Todos",
    caption: "Mensajes a clientes",
    to: "Para",
    subject: "Asunto",
    order: "Orden",
    state: "Estado",
    created: "Creado",
    sent: "Enviado",
    attempts: "Intentos",
    lastError: "Último error",
    kind: "Motivo",
    messageId: "Message-ID",
    preview: "Como lo ve el cliente",
    plain: "Versión de solo texto",
    resend: "Enviar de nuevo",
    sendNow: "Enviar ahora",
    resent: "El mensaje está en la cola de envío.",
    emptyTitle: "Todavía no hay mensajes",
    empty: "Cuando reciba un equipo o lo marque como listo, el correo al cliente aparece aquí con su estado.",
    emptyFiltered: "No hay mensajes en este estado.",
    noServer:
      "No hay servidor de correo (SMTP_URL). Los mensajes se guardan aquí y no le llegan al cliente: avísele por otro medio.",
    frame: "Contenido del correo",
  },
  states: {
    queued: "En cola",
    sending: "Enviando",
    sent: "Enviado",
    failed: "No se pudo enviar",
    kept: "Guardado, sin enviar",
    withdrawn: "Retirado antes de salir",
  } as Record<MessageState, string>,
  kinds: {
    order_received: "Equipo recibido",
    order_ready: "Equipo listo",
    alert_opened: "Aviso a administradores",
    alert_closed: "Aviso resuelto",
  } as Record<MessageKind | NoticeKind, string>,
};

const en: typeof es = {
  mails: {
    order_received: {
      subject: (facts) =>
        facts.orders.length === 1
          ? `${facts.shop}: we have your ${facts.orders[0].device} (${facts.orders[0].number})`
          : `${facts.shop}: we have your ${facts.orders.length} devices (${
            numbersOf(facts, (count) => `and ${count} more`)
          })`,
      heading: ({ orders }) =>
        orders.length === 1 ? `We have your ${orders[0].device}` : `We have your ${orders.length} devices`,
      body: ({ shop, orders }) =>
        orders.length === 1
          ? `Your device is now at ${shop}. Keep the order number: it is how we find it at once. We will tell you when there is news.`
          : `Your devices are now at ${shop}. Keep the order numbers: they are how we find them at once. Each device has a tracking page of its own.`,
      button: "Follow the repair",
    },
    order_ready: {
      subject: ({ orders: [{ device, number }], shop }) => `${shop}: your ${device} is ready (${number})`,
      heading: ({ orders: [{ device }] }) => `Your ${device} is ready to collect`,
      body: () => "You can come and collect it. Bring the order number and an identity document.",
      button: "See the details",
    },
  },
  hello: (name) => `Hello ${name},`,
  greeting: (name, shop) => `Hello ${name}, this is ${shop}.`,
  number: "Order number",
  device: "Device",
  fault: "Reported fault",
  promised: "Expected on",
  where: "Where",
  phone: "Phone",
  linkNote: "If the button does not work, copy this address into your browser:",
  why: (shop) => `You receive this mail because you left a device at ${shop}.`,
  page: {
    back: "Administration",
    title: "Messages",
    lead: "The mails to clients, with their true state.",
    filter: "Messages by state",
    all: "All",
    caption: "Messages to clients",
    to: "To",
    subject: "Subject",
    order: "Order",
    state: "State",
    created: "Created",
    sent: "Sent",
    attempts: "Attempts",
    lastError: "Last error",
    kind: "Reason",
    messageId: "Message-ID",
    preview: "As the client sees it",
    plain: "Plain text version",
    resend: "Send again",
    sendNow: "Send now",
    resent: "The message is queued to be sent.",
    emptyTitle: "There are no messages yet",
    empty: "When you receive a device or mark it ready, the client's mail appears here with its state.",
    emptyFiltered: "There are no messages in this state.",
    noServer:
      "There is no mail server (SMTP_URL). Messages are kept here and do not reach the client: tell them some other way.",
    frame: "Content of the mail",
  },
  states: {
    queued: "Queued",
    sending: "Sending",
    sent: "Sent",
    failed: "Could not be sent",
    kept: "Kept, not sent",
    withdrawn: "Withdrawn before it left",
  },
  kinds: {
    order_received: "Device received",
    order_ready: "Device ready",
    alert_opened: "Alert to administrators",
    alert_closed: "Alert that is over",
  },
};

export const text: Record<Locale, typeof es> = { es, en };
