import type { Locale } from "../../src/lib/locale.ts";
import type {
  LetterKind,
  MessageFacts,
  MessageKind,
  MessageQuote,
  MessageState,
  NoticeKind,
} from "../../src/mail/message.ts";

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

/** `$ 48.500,00`, or each alternative with what it comes to. */
function totalsOf({ totals }: MessageQuote): string {
  return totals.map(({ option, total }) => option ? `${option}, ${total}` : total).join("; ");
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
    pickup_notice: {
      subject: ({ orders: [{ device, number }], shop }) =>
        `${shop}: su ${device} espera que lo retire (${number})`,
      heading: ({ orders: [{ device }] }) => `Su ${device} espera que lo retire`,
      body: ({ orders: [{ pickup }] }) =>
        pickup
          ? `Está listo desde el ${pickup.readySince}. ${
            pickup.balance === "" ? "No queda nada por pagar." : `Queda por pagar ${pickup.balance}.`
          } ${
            pickup.termOver
              ? `El plazo para retirarlo terminó el ${pickup.termEnds}: ya puede declararse en abandono.`
              : `El plazo para retirarlo termina el ${pickup.termEnds}: desde entonces puede declararse en abandono.`
          } Traiga el número de orden y un documento.`
          : "",
      button: "Ver el detalle",
    },
    quote_sent: {
      subject: ({ orders: [{ device, number }], shop }) =>
        `${shop}: presupuesto para su ${device} (${number})`,
      heading: ({ orders: [{ device }] }) => `El presupuesto para su ${device}`,
      body: ({ orders: [{ quote }] }) =>
        quote
          ? `Revisamos su equipo. Esto cuesta repararlo: ${
            totalsOf(quote)
          }. Puede ver el detalle y responder hasta el ${quote.validUntil}.`
          : "",
      button: "Ver y responder",
    },
    quote_reminder: {
      subject: ({ orders: [{ device, number }], shop }) =>
        `${shop}: falta su respuesta por su ${device} (${number})`,
      heading: ({ orders: [{ device }] }) => `Esperamos su respuesta por su ${device}`,
      body: ({ orders: [{ quote }] }) =>
        quote
          ? `Le enviamos un presupuesto: ${
            totalsOf(quote)
          }. Vale hasta el ${quote.validUntil}. Mientras tanto su equipo espera.`
          : "",
      button: "Ver y responder",
    },
    quote_expired: {
      subject: ({ orders: [{ device, number }], shop }) =>
        `${shop}: venció el presupuesto de su ${device} (${number})`,
      heading: () => "El presupuesto venció",
      body: () =>
        "Ya no se puede aprobar, porque los precios pueden haber cambiado. Si todavía quiere la reparación, llámenos y le hacemos uno nuevo; si no, puede pasar a retirar el equipo.",
      button: "Ver la orden",
    },
    documents: {
      subject: ({ shop, documents, orders: [{ device, number }] }) =>
        documents.length === 1
          ? `${shop}: ${documents[0]}`
          : `${shop}: documentos de su ${device} (${number})`,
      heading: ({ documents, orders: [{ device }] }) =>
        documents.length === 1 ? documents[0] ?? "" : `Documentos de su ${device}`,
      body: ({ documents }) =>
        documents.length === 1
          ? "Le enviamos este documento en PDF: puede leerlo, guardarlo o imprimirlo."
          : "Le enviamos estos documentos en PDF: puede leerlos, guardarlos o imprimirlos.",
      button: "Ver el seguimiento",
    },
    tracking_link: {
      subject: ({ shop, orders: [{ device, number }] }) => `${shop}: el enlace de su ${device} (${number})`,
      heading: ({ orders: [{ device }] }) => `El seguimiento de su ${device}`,
      body: () => "En este enlace están el estado de la orden, sus documentos y la garantía.",
      button: "Ver la orden",
    },
    payment_link: {
      subject: ({ shop, orders: [{ device, number }] }) =>
        `${shop}: el enlace para pagar su ${device} (${number})`,
      heading: ({ orders: [{ device }] }) => `Puede pagar en línea su ${device}`,
      body: ({ orders: [{ paying }] }) =>
        paying
          ? `Son ${paying.amount}. El pago se hace en la página del medio de pago, y el recibo le llega por correo.`
          : "",
      button: "Pagar",
    },
  } satisfies Record<MessageKind, MailText> as Record<MessageKind, MailText>,
  hello: (name: string) => `Hola ${name}:`,
  attached: (documents: readonly string[]) => `Adjunto: ${documents.join(", ")}.`,
  greeting: (name: string, shop: string) => `Hola ${name}, le escribimos de ${shop}.`,
  number: "Número de orden",
  device: "Equipo",
  fault: "Falla informada",
  toPay: "A pagar",
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
    attachments: "Adjuntos",
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
    pickup_notice: "Aviso de retiro",
    quote_sent: "Presupuesto",
    quote_reminder: "Recordatorio de presupuesto",
    quote_expired: "Presupuesto vencido",
    quote_decided: "Respuesta a un presupuesto",
    documents: "Documentos",
    tracking_link: "Enlace de seguimiento",
    preintake_link: "Enlace de pre-ingreso",
    payment_link: "Enlace de pago",
    note_mention: "Mención en una nota",
    webhook_stopped: "Webhook detenido",
    alert_opened: "Aviso a administradores",
    alert_closed: "Aviso resuelto",
  } as Record<MessageKind | NoticeKind | LetterKind, string>,
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
    pickup_notice: {
      subject: ({ orders: [{ device, number }], shop }) =>
        `${shop}: your ${device} is waiting to be collected (${number})`,
      heading: ({ orders: [{ device }] }) => `Your ${device} is waiting to be collected`,
      body: ({ orders: [{ pickup }] }) =>
        pickup
          ? `It has been ready since ${pickup.readySince}. ${
            pickup.balance === "" ? "There is nothing left to pay." : `${pickup.balance} is left to pay.`
          } ${
            pickup.termOver
              ? `The time to collect it ended on ${pickup.termEnds}: it can now be declared abandoned.`
              : `The time to collect it ends on ${pickup.termEnds}: from then on it can be declared abandoned.`
          } Bring the order number and an identity document.`
          : "",
      button: "See the details",
    },
    quote_sent: {
      subject: ({ orders: [{ device, number }], shop }) => `${shop}: quote for your ${device} (${number})`,
      heading: ({ orders: [{ device }] }) => `The quote for your ${device}`,
      body: ({ orders: [{ quote }] }) =>
        quote
          ? `We looked at your device. This is what repairing it costs: ${
            totalsOf(quote)
          }. You can read the details and answer until ${quote.validUntil}.`
          : "",
      button: "Read and answer",
    },
    quote_reminder: {
      subject: ({ orders: [{ device, number }], shop }) =>
        `${shop}: we are waiting for your answer about your ${device} (${number})`,
      heading: ({ orders: [{ device }] }) => `We are waiting for your answer about your ${device}`,
      body: ({ orders: [{ quote }] }) =>
        quote
          ? `We sent you a quote: ${
            totalsOf(quote)
          }. It holds until ${quote.validUntil}. Meanwhile your device waits.`
          : "",
      button: "Read and answer",
    },
    quote_expired: {
      subject: ({ orders: [{ device, number }], shop }) =>
        `${shop}: the quote for your ${device} has expired (${number})`,
      heading: () => "The quote has expired",
      body: () =>
        "It can no longer be approved, as prices may have changed. If you still want the repair, call us and we will make a new one; if not, you can come and collect the device.",
      button: "See the order",
    },
    documents: {
      subject: ({ shop, documents, orders: [{ device, number }] }) =>
        documents.length === 1
          ? `${shop}: ${documents[0]}`
          : `${shop}: documents of your ${device} (${number})`,
      heading: ({ documents, orders: [{ device }] }) =>
        documents.length === 1 ? documents[0] ?? "" : `Documents of your ${device}`,
      body: ({ documents }) =>
        documents.length === 1
          ? "We send you this document as a PDF: to read, keep or print it."
          : "We send you these documents as PDFs: to read, keep or print them.",
      button: "Follow the repair",
    },
    tracking_link: {
      subject: ({ shop, orders: [{ device, number }] }) => `${shop}: the link of your ${device} (${number})`,
      heading: ({ orders: [{ device }] }) => `The tracking page of your ${device}`,
      body: () => "This link shows the state of the order, its documents and the warranty.",
      button: "See the order",
    },
    payment_link: {
      subject: ({ shop, orders: [{ device, number }] }) =>
        `${shop}: the link to pay for your ${device} (${number})`,
      heading: ({ orders: [{ device }] }) => `You can pay for your ${device} online`,
      body: ({ orders: [{ paying }] }) =>
        paying
          ? `It comes to ${paying.amount}. You pay on the page of the payment provider, and the receipt comes by e-mail.`
          : "",
      button: "Pay",
    },
  },
  hello: (name) => `Hello ${name},`,
  attached: (documents) => `Attached: ${documents.join(", ")}.`,
  greeting: (name, shop) => `Hello ${name}, this is ${shop}.`,
  number: "Order number",
  device: "Device",
  fault: "Reported fault",
  toPay: "To pay",
  promised: "Expected on",
  where: "Where",
  phone: "Phone",
  linkNote: "If the button does not work, copy this address into your browser:",
  why: (shop) => `You receive this mail because you left a device at ${shop}.`,
  page: {
    back: "Administration",
    title: "Messages",
    lead: "E-mails to clients, with their true state.",
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
    attachments: "Attachments",
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
    pickup_notice: "Pick-up notice",
    quote_sent: "Quote",
    quote_reminder: "Quote reminder",
    quote_expired: "Expired quote",
    quote_decided: "Answer to a quote",
    documents: "Documents",
    tracking_link: "Tracking link",
    preintake_link: "Pre-intake link",
    payment_link: "Payment link",
    note_mention: "Mention in a note",
    webhook_stopped: "Webhook stopped",
    alert_opened: "Alert to administrators",
    alert_closed: "Alert cleared",
  },
};

export const text: Record<Locale, typeof es> = { es, en };
