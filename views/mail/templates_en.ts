import type { TemplateKind, TemplateText } from "../../src/mail/message.ts";

const greeting = "Hello {{client.name}},";
const device = "{{order.device}} ({{order.number}})";

export const en: Readonly<Record<TemplateKind, TemplateText>> = {
  order_received: {
    subject:
      `{{shop.name}}: we have your {{^several}}${device}{{/several}}{{#several}}{{count}} devices ({{numbers}}){{/several}}`,
    greeting,
    heading: "We have your {{^several}}{{order.device}}{{/several}}{{#several}}{{count}} devices{{/several}}",
    body: `{{^several}}
Your device is now at {{shop.name}}. Keep the order number: it is how we find it at once. We will tell you when there is news.
{{/several}}
{{#several}}
Your devices are now at {{shop.name}}. Keep the order numbers: they are how we find them at once. Each device has a tracking page of its own.
{{/several}}
`,
    button: "Follow the repair",
  },
  order_ready: {
    subject: "{{shop.name}}: your {{order.device}} is ready ({{order.number}})",
    greeting,
    heading: "Your {{order.device}} is ready to collect",
    body: "You can come and collect it. Bring the order number and an identity document.",
    button: "See the details",
  },
  pickup_notice: {
    subject: "{{shop.name}}: your {{order.device}} is waiting to be collected ({{order.number}})",
    greeting,
    heading: "Your {{order.device}} is waiting to be collected",
    body: [
      "It has been ready since {{pickup.ready_since}}.",
      "{{#pickup.balance}}{{pickup.balance}} is left to pay.{{/pickup.balance}}{{^pickup.balance}}There is nothing left to pay.{{/pickup.balance}}",
      "{{#pickup.term_over}}The time to collect it ended on {{pickup.term_ends}}: it can now be declared abandoned.{{/pickup.term_over}}{{^pickup.term_over}}The time to collect it ends on {{pickup.term_ends}}: from then on it can be declared abandoned.{{/pickup.term_over}}",
      "Bring the order number and an identity document.",
    ].join(" "),
    button: "See the details",
  },
  pickup_reminder: {
    subject: "{{shop.name}}: your {{order.device}} is still ready to collect ({{order.number}})",
    greeting,
    heading: "Your {{order.device}} is still ready to collect",
    body: [
      "It has been ready since {{pickup.ready_since}}.",
      "{{#pickup.balance}}{{pickup.balance}} is left to pay.{{/pickup.balance}}{{^pickup.balance}}There is nothing left to pay.{{/pickup.balance}}",
      "You can collect it with the order number and an identity document. If you cannot come for now, call us and we will agree on a day.",
    ].join(" "),
    button: "See the details",
  },
  quote_sent: {
    subject: `{{shop.name}}: quote for your ${device}`,
    greeting,
    heading: "The quote for your {{order.device}}",
    body:
      "We looked at your device. This is what repairing it costs: {{quote.total}}. You can read the details and answer until {{quote.valid_until}}.",
    button: "Read and answer",
  },
  quote_reminder: {
    subject: `{{shop.name}}: we are waiting for your answer about your ${device}`,
    greeting,
    heading: "We are waiting for your answer about your {{order.device}}",
    body:
      "We sent you a quote: {{quote.total}}. It holds until {{quote.valid_until}}. Your device waits meanwhile.",
    button: "Read and answer",
  },
  quote_expired: {
    subject: "{{shop.name}}: the quote for your {{order.device}} has expired ({{order.number}})",
    greeting,
    heading: "The quote has expired",
    body:
      "It can no longer be approved, as prices may have changed. If you still want the repair, call us and we will make a new one; if not, you can come and collect the device.",
    button: "See the order",
  },
  documents: {
    subject:
      `{{shop.name}}: {{^several}}{{document.title}}{{/several}}{{#several}}documents for your ${device}{{/several}}`,
    greeting,
    heading:
      "{{^several}}{{document.title}}{{/several}}{{#several}}Documents for your {{order.device}}{{/several}}",
    body:
      "{{^several}}We send you this document as a PDF: to read, keep or print it.{{/several}}{{#several}}We send you these documents as PDFs: to read, keep or print them.{{/several}}",
    button: "Follow the repair",
  },
  tracking_link: {
    subject: `{{shop.name}}: the link to your ${device}`,
    greeting,
    heading: "The tracking page of your {{order.device}}",
    body: "This link shows the state of the order, its documents and the warranty.",
    button: "See the order",
  },
  payment_link: {
    subject: `{{shop.name}}: the link to pay for your ${device}`,
    greeting,
    heading: "You can pay for your {{order.device}} online",
    body:
      "It comes to {{payment.amount}}. You pay on the page of the payment provider, and the receipt comes by e-mail.",
    button: "Pay",
  },
  status_updated: {
    subject: "{{shop.name}}: news about your {{order.device}} ({{order.number}})",
    greeting,
    heading: "Your {{order.device}}: {{order.status}}",
    body:
      "The order is now **{{order.status}}**. On the tracking page you can see how it is going and write to us.",
    button: "Follow the repair",
  },
  payment_receipt: {
    subject: "{{shop.name}}: we have your payment of {{payment.amount}} ({{order.number}})",
    greeting,
    heading: "We have your payment of {{payment.amount}}",
    body:
      "We send you the receipt as a PDF. {{#payment.balance}}{{payment.balance}} is left to pay.{{/payment.balance}}{{^payment.balance}}There is nothing left to pay.{{/payment.balance}}",
    button: "See the order",
  },
  delivered: {
    subject: "{{shop.name}}: thank you for coming ({{order.number}})",
    greeting,
    heading: "Your {{order.device}} is back with you",
    body:
      "Thank you for trusting {{shop.name}}. {{#warranty.ends}}The work is guaranteed until {{warranty.ends}}: keep the certificate, which is attached.{{/warranty.ends}}{{^warranty.ends}}We send you the receipt of the delivery.{{/warranty.ends}}",
    button: "See the order",
  },
  preintake_link: {
    subject: "{{shop.name}}: tell us about the device you will bring",
    greeting,
    heading: "Tell us about the device you will bring",
    body:
      "Tell us which device it is and what is wrong with it, and we will take it in faster. It takes a couple of minutes.",
    button: "Announce the device",
  },
  appointment_booked: {
    subject: "{{shop.name}}: your appointment on {{appointment.day}}, {{appointment.from}}",
    greeting,
    heading: "Your appointment is on {{appointment.day}} at {{appointment.from}}",
    body:
      "See you then, {{appointment.purpose}}. The attachment adds it to your calendar. If you cannot come, please let us know.",
    button: "See the order",
  },
  appointment_moved: {
    subject: "{{shop.name}}: your appointment is now on {{appointment.day}}, {{appointment.from}}",
    greeting,
    heading: "Your appointment is now on {{appointment.day}} at {{appointment.from}}",
    body:
      "See you at the new time, {{appointment.purpose}}. The attachment corrects it in your calendar. If you cannot come, please let us know.",
    button: "See the order",
  },
  appointment_cancelled: {
    subject: "{{shop.name}}: your appointment on {{appointment.day}}, {{appointment.from}}, was cancelled",
    greeting,
    heading: "Your appointment on {{appointment.day}} at {{appointment.from}} was cancelled",
    body: "The attachment removes it from your calendar. If you would like another one, call us.",
    button: "See the order",
  },
  appointment_reminder: {
    subject: "{{shop.name}}: you have an appointment tomorrow at {{appointment.from}}",
    greeting,
    heading: "Tomorrow, {{appointment.day}}, at {{appointment.from}}",
    body: "A reminder of your appointment {{appointment.purpose}}. If you cannot come, please let us know.",
    button: "See the order",
  },
};
