import type { Locale } from "../../src/lib/locale.ts";

const es = {
  heading: "Escribir al taller",
  label: "Su mensaje",
  hint: "Lo lee quien atiende su orden. La respuesta aparece en «Novedades».",
  submit: "Enviar",
  sent: "Recibimos su mensaje. Le respondemos aquí, en «Novedades».",
  own: "Lo que usted escribió",
  byStaff: "Usted está dentro del sistema: para hablar con el cliente escriba una nota visible en la orden.",
  balance: "Saldo a pagar",
  documents: "Documentos",
  intake: "Comprobante de ingreso",
  quote: (version: number) => `Presupuesto ${version}`,
  certificate: "Constancia de su respuesta",
  payment: (kind: string, amount: string, date: string) => `${kind} de ${amount} (${date})`,
  delivery: "Comprobante de entrega",
  warranty: "Certificado de garantía",
  staff: {
    heading: (count: number) =>
      count === 1 ? "Mensaje del cliente sin leer" : `${count} mensajes del cliente sin leer`,
    answer: "Para responder, escriba una nota visible para el cliente.",
    markSeen: "Marcar como leído",
    seen: "Mensajes leídos",
    list: "Mensajes de clientes",
    share: "Mostrar al cliente",
    hide: "Ocultar al cliente",
    isPublic: "La ve el cliente",
    isInternal: "Solo interna",
    shared: "El cliente ve la foto",
    hidden: "El cliente ya no ve la foto",
  },
  events: {
    message: "Mensaje del cliente",
    seen: "Mensaje del cliente leído",
    shared: "Una foto se muestra al cliente",
    hidden: "Una foto dejó de mostrarse al cliente",
  },
};

const en: typeof es = {
  heading: "Write to the shop",
  label: "Your message",
  hint: "Whoever handles your order reads it. The answer appears under “News”.",
  submit: "Send",
  sent: "We have your message. We answer here, under “News”.",
  own: "What you wrote",
  byStaff: "You are signed in as staff: to talk to the client, write a visible note on the order.",
  balance: "Balance to pay",
  documents: "Documents",
  intake: "Intake receipt",
  quote: (version) => `Quote ${version}`,
  certificate: "Certificate of your answer",
  payment: (kind, amount, date) => `${kind} of ${amount} (${date})`,
  delivery: "Delivery receipt",
  warranty: "Warranty certificate",
  staff: {
    heading: (count) =>
      count === 1 ? "Unread message from the client" : `${count} unread messages from the client`,
    answer: "To answer, write a note that the client sees.",
    markSeen: "Mark as read",
    seen: "Messages read",
    list: "Clients' messages",
    share: "Show to the client",
    hide: "Hide from the client",
    isPublic: "The client sees it",
    isInternal: "Internal only",
    shared: "The client sees the photo",
    hidden: "The client no longer sees the photo",
  },
  events: {
    message: "Message from the client",
    seen: "Client's message read",
    shared: "A photo is shown to the client",
    hidden: "A photo is no longer shown to the client",
  },
};

export const trackingMessageText: Record<Locale, typeof es> = { es, en };
