import type { TemplateKind, TemplateText } from "../../src/mail/message.ts";

const greeting = "Hola {{client.name}}:";
const device = "{{order.device}} ({{order.number}})";

/** What the mails say as long as the shop writes nothing else. */
export const es: Readonly<Record<TemplateKind, TemplateText>> = {
  order_received: {
    subject:
      `{{shop.name}}: recibimos {{^several}}su ${device}{{/several}}{{#several}}sus {{count}} equipos ({{numbers}}){{/several}}`,
    greeting,
    heading:
      "Recibimos {{^several}}su {{order.device}}{{/several}}{{#several}}sus {{count}} equipos{{/several}}",
    body: `{{^several}}
Su equipo ya está en {{shop.name}}. Guarde el número de orden: con él lo encontramos enseguida. Le avisaremos cuando haya novedades.
{{/several}}
{{#several}}
Sus equipos ya están en {{shop.name}}. Guarde los números de orden: con ellos los encontramos enseguida. Cada equipo tiene su propio seguimiento.
{{/several}}
`,
    button: "Ver el seguimiento",
  },
  order_ready: {
    subject: "{{shop.name}}: su {{order.device}} está listo ({{order.number}})",
    greeting,
    heading: "Su {{order.device}} está listo para retirar",
    body: "Puede pasar a buscarlo. Traiga el número de orden y un documento.",
    button: "Ver el detalle",
  },
  pickup_notice: {
    subject: "{{shop.name}}: su {{order.device}} espera que lo retire ({{order.number}})",
    greeting,
    heading: "Su {{order.device}} espera que lo retire",
    body: [
      "Está listo desde el {{pickup.ready_since}}.",
      "{{#pickup.balance}}Queda por pagar {{pickup.balance}}.{{/pickup.balance}}{{^pickup.balance}}No queda nada por pagar.{{/pickup.balance}}",
      "{{#pickup.term_over}}El plazo para retirarlo terminó el {{pickup.term_ends}}: ya puede declararse en abandono.{{/pickup.term_over}}{{^pickup.term_over}}El plazo para retirarlo termina el {{pickup.term_ends}}: desde entonces puede declararse en abandono.{{/pickup.term_over}}",
      "Traiga el número de orden y un documento.",
    ].join(" "),
    button: "Ver el detalle",
  },
  pickup_reminder: {
    subject: "{{shop.name}}: su {{order.device}} sigue listo para retirar ({{order.number}})",
    greeting,
    heading: "Su {{order.device}} sigue listo para retirar",
    body: [
      "Está listo desde el {{pickup.ready_since}}.",
      "{{#pickup.balance}}Queda por pagar {{pickup.balance}}.{{/pickup.balance}}{{^pickup.balance}}No queda nada por pagar.{{/pickup.balance}}",
      "Puede pasar a buscarlo con el número de orden y un documento. Si por ahora no puede venir, llámenos y acordamos un día.",
    ].join(" "),
    button: "Ver el detalle",
  },
  quote_sent: {
    subject: `{{shop.name}}: presupuesto para su ${device}`,
    greeting,
    heading: "El presupuesto para su {{order.device}}",
    body:
      "Revisamos su equipo. Esto cuesta repararlo: {{quote.total}}. Puede ver el detalle y responder hasta el {{quote.valid_until}}.",
    button: "Ver y responder",
  },
  quote_reminder: {
    subject: `{{shop.name}}: falta su respuesta por su ${device}`,
    greeting,
    heading: "Esperamos su respuesta por su {{order.device}}",
    body:
      "Le enviamos un presupuesto: {{quote.total}}. Vale hasta el {{quote.valid_until}}. Mientras tanto su equipo espera.",
    button: "Ver y responder",
  },
  quote_expired: {
    subject: `{{shop.name}}: venció el presupuesto de su ${device}`,
    greeting,
    heading: "El presupuesto venció",
    body:
      "Ya no se puede aprobar, porque los precios pueden haber cambiado. Si todavía quiere la reparación, llámenos y le hacemos uno nuevo; si no, puede pasar a retirar el equipo.",
    button: "Ver la orden",
  },
  documents: {
    subject:
      `{{shop.name}}: {{^several}}{{document.title}}{{/several}}{{#several}}documentos de su ${device}{{/several}}`,
    greeting,
    heading:
      "{{^several}}{{document.title}}{{/several}}{{#several}}Documentos de su {{order.device}}{{/several}}",
    body:
      "{{^several}}Le enviamos este documento en PDF: puede leerlo, guardarlo o imprimirlo.{{/several}}{{#several}}Le enviamos estos documentos en PDF: puede leerlos, guardarlos o imprimirlos.{{/several}}",
    button: "Ver el seguimiento",
  },
  tracking_link: {
    subject: `{{shop.name}}: el enlace de su ${device}`,
    greeting,
    heading: "El seguimiento de su {{order.device}}",
    body: "En este enlace están el estado de la orden, sus documentos y la garantía.",
    button: "Ver la orden",
  },
  payment_link: {
    subject: `{{shop.name}}: el enlace para pagar su ${device}`,
    greeting,
    heading: "Puede pagar en línea su {{order.device}}",
    body:
      "Son {{payment.amount}}. El pago se hace en la página del medio de pago, y el recibo le llega por correo.",
    button: "Pagar",
  },
  status_updated: {
    subject: "{{shop.name}}: novedades de su {{order.device}} ({{order.number}})",
    greeting,
    heading: "Su {{order.device}}: {{order.status}}",
    body: "La orden pasó a **{{order.status}}**. En el seguimiento puede ver en qué está y escribirnos.",
    button: "Ver el seguimiento",
  },
  payment_receipt: {
    subject: "{{shop.name}}: recibimos su pago de {{payment.amount}} ({{order.number}})",
    greeting,
    heading: "Recibimos su pago de {{payment.amount}}",
    body:
      "Le enviamos el recibo en PDF. {{#payment.balance}}Queda por pagar {{payment.balance}}.{{/payment.balance}}{{^payment.balance}}No queda nada por pagar.{{/payment.balance}}",
    button: "Ver la orden",
  },
  delivered: {
    subject: "{{shop.name}}: gracias por venir ({{order.number}})",
    greeting,
    heading: "Ya tiene su {{order.device}}",
    body:
      "Gracias por confiar en {{shop.name}}. {{#warranty.ends}}La garantía del trabajo vale hasta el {{warranty.ends}}: guarde el certificado, que va adjunto.{{/warranty.ends}}{{^warranty.ends}}Le enviamos el comprobante de la entrega.{{/warranty.ends}}",
    button: "Ver la orden",
  },
  preintake_link: {
    subject: "{{shop.name}}: anuncie el equipo que va a traer",
    greeting,
    heading: "Anuncie el equipo que va a traer",
    body: "Cuéntenos qué equipo trae y qué le pasa, y lo recibimos más rápido. Lleva un par de minutos.",
    button: "Anunciar el equipo",
  },
  appointment_booked: {
    subject: "{{shop.name}}: su turno del {{appointment.day}}, {{appointment.from}}",
    greeting,
    heading: "Su turno es el {{appointment.day}} a las {{appointment.from}}",
    body:
      "Lo esperamos {{appointment.purpose}}. El adjunto lo agrega a su calendario. Si no puede venir, avísenos.",
    button: "Ver la orden",
  },
  appointment_moved: {
    subject: "{{shop.name}}: su turno pasó al {{appointment.day}}, {{appointment.from}}",
    greeting,
    heading: "Su turno pasó al {{appointment.day}} a las {{appointment.from}}",
    body:
      "Lo esperamos {{appointment.purpose}} en el nuevo horario. El adjunto lo corrige en su calendario. Si no puede venir, avísenos.",
    button: "Ver la orden",
  },
  appointment_cancelled: {
    subject: "{{shop.name}}: se anuló su turno del {{appointment.day}}, {{appointment.from}}",
    greeting,
    heading: "Se anuló su turno del {{appointment.day}} a las {{appointment.from}}",
    body: "El adjunto lo quita de su calendario. Si quiere otro turno, llámenos.",
    button: "Ver la orden",
  },
  appointment_reminder: {
    subject: "{{shop.name}}: mañana tiene turno a las {{appointment.from}}",
    greeting,
    heading: "Mañana, {{appointment.day}}, a las {{appointment.from}}",
    body: "Le recordamos su turno {{appointment.purpose}}. Si no puede venir, avísenos.",
    button: "Ver la orden",
  },
};
