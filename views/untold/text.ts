import type { Locale } from "../../src/lib/locale.ts";
import type { MessageKind, UntoldReason } from "../../src/mail/message.ts";

const es = {
  title: "Por avisar",
  lead: "Clientes que tienen que enterarse y a los que ningún correo les llega.",
  caption: "Clientes por avisar",
  emptyTitle: "Todos avisados",
  empty:
    "Cuando un equipo está listo y el correo no le llega a su dueño, aparece aquí hasta que alguien le avise.",
  about: { order_ready: "Listo para retirar", pickup_notice: "Aviso de retiro" } as Partial<
    Record<MessageKind, string>
  >,
  reasons: {
    no_email: "No tiene correo",
    no_server: "Sin servidor de correo",
    mail_failed: "El correo no se pudo entregar",
    mail_refused: "No acepta correos",
    unwanted: "No quiere que se le escriba",
    prefers_phone: "Prefiere que lo llamen",
    whatsapp_failed: "El WhatsApp no se pudo entregar",
  } as Record<UntoldReason, string>,
  whatsapp: "WhatsApp",
  opened: "Abierto en WhatsApp",
  by: (name: string) => `por ${name}`,
  call: (number: string) => `Llamar al ${number}`,
  noPhone: "Sin teléfono",
  mark: "Marcar avisado",
  how: "Cómo se enteró",
  note: "Nota",
  notePlaceholder: "Pasa mañana, lo retira el hijo…",
  save: "Avisado",
  told: "Anotado: el cliente está avisado.",
  chat: {
    title: "Abrir WhatsApp",
    lead: (client: string) => `Mensaje para ${client}, en su idioma.`,
    open: "Abrir el chat",
    text: "Texto preparado",
    note: "Quedó anotado que se abrió. Cuando el cliente se entere, márquelo como avisado.",
    back: "Por avisar",
  },
  newer: "Desde el principio",
  older: "Siguientes",
};

const en: typeof es = {
  title: "To notify",
  lead: "Clients who have to know and cannot be reached by e-mail.",
  caption: "Clients to notify",
  emptyTitle: "Everybody has been notified",
  empty:
    "When a device is ready and no mail reaches its owner, it appears here until somebody notifies them.",
  about: { order_ready: "Ready for pick-up", pickup_notice: "Pick-up notice" },
  reasons: {
    no_email: "Has no e-mail",
    no_server: "No mail server",
    mail_failed: "The mail could not be delivered",
    mail_refused: "Accepts no e-mails",
    unwanted: "Does not want to be written to",
    prefers_phone: "Prefers to be called",
    whatsapp_failed: "The WhatsApp could not be delivered",
  },
  whatsapp: "WhatsApp",
  opened: "Opened in WhatsApp",
  by: (name) => `by ${name}`,
  call: (number) => `Call ${number}`,
  noPhone: "No phone",
  mark: "Mark as notified",
  how: "How they heard",
  note: "Note",
  notePlaceholder: "Comes tomorrow, the son collects it…",
  save: "Notified",
  told: "Recorded: the client was notified.",
  chat: {
    title: "Open WhatsApp",
    lead: (client) => `Message for ${client}, in their language.`,
    open: "Open the chat",
    text: "Prepared text",
    note: "Opening it was recorded. Once the client knows, mark them as notified.",
    back: "To notify",
  },
  newer: "From the beginning",
  older: "Next",
};

export const untoldText: Record<Locale, typeof es> = { es, en };
