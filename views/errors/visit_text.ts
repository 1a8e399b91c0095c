import type { Locale } from "../../src/lib/locale.ts";

/** A sentence, or how it is made from what a refusal names. */
export type Sentence = string | ((params: Params) => string);
export type Params = Record<string, string | number>;

/** What forms of the counter are refused for, beside a field. */
export const visitFields = {
  es: {
    deposit_kept: "Devuelva antes lo pagado, o escriba por qué no se devuelve.",
    accessory_unsettled: "Márquelo como devuelto, o escriba por qué no se devuelve.",
    loan_unsettled: "Márquelo si lo devuelve ahora, o escriba por qué no.",
    loan_condition: "Escriba en qué estado vuelve.",
    loaner_gone: "Ese equipo ya no se presta en esta sucursal. Elija otro.",
    loaner_lent: "Ese equipo acaba de prestarse. Elija otro.",
    loaner_out: "Está prestado: primero tiene que volver.",
    appointment_overlap: (p) =>
      `${p.technician} ya tiene un turno de ${p.from} a ${p.to}${
        p.who && ` con ${p.who}`
      }. Elija otra hora u otro técnico.`,
    appointment_outside: "La sucursal está cerrada a esa hora. Márquelo si es a propósito, o elija otra.",
    messages_many: "Ya recibimos varios mensajes suyos. Le respondemos pronto; si es urgente, llámenos.",
    contact_not_ok: "Marque que podemos contactarlo: si no, no podemos avisarle.",
    preintakes_many: "Ya recibimos varios pre-ingresos por aquí. Espere un rato, o llámenos.",
    claim_unknown: "Esa orden no tiene garantía.",
    claim_over: (p) => `La garantía venció el ${p.date}. Recíbalo como un ingreso normal.`,
    claim_other_device: (p) => `La garantía de ${p.number} es de otro equipo.`,
    claim_reason: "Es un reclamo de garantía: escriba por qué se cobra.",
  },
  en: {
    deposit_kept: "Refund what was paid first, or write why it is not given back.",
    accessory_unsettled: "Tick it as handed back, or write why it is not.",
    loan_unsettled: "Tick it if it comes back now, or write why it does not.",
    loan_condition: "Write the condition in which it comes back.",
    loaner_gone: "That device is not lent in this branch any more. Choose another.",
    loaner_lent: "That device has just been lent. Choose another.",
    loaner_out: "It is lent: it has to come back first.",
    appointment_overlap: (p) =>
      `${p.technician} has an appointment from ${p.from} to ${p.to}${
        p.who && ` with ${p.who}`
      }. Choose another time or technician.`,
    appointment_outside: "The branch is closed at that time. Tick this if it is meant, or choose another.",
    messages_many: "We have several messages of yours already. We answer soon; call us if it is urgent.",
    contact_not_ok: "Tick that we may contact you: otherwise we cannot tell you anything.",
    preintakes_many: "We have several pre-intakes from here already. Wait a while, or call us.",
    claim_unknown: "That order has no warranty.",
    claim_over: (p) => `The warranty ended on ${p.date}. Take it in as a normal intake.`,
    claim_other_device: (p) => `The warranty of ${p.number} is of another device.`,
    claim_reason: "This is a warranty claim: write why it is charged.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;

/** Why a request of the counter was refused. */
export const visitReasons = {
  es: {
    message_by_staff: "Usted está dentro del sistema: escriba una nota visible en la orden.",
    preintake_by_staff: "Usted está dentro del sistema: anote el equipo en un ingreso nuevo.",
    appointment_over: "El turno ya pasó por el mostrador o se anuló: no cambia más.",
    appointment_changed: "Otra persona cambió este turno mientras usted lo editaba.",
    loan_returned: "Ese equipo ya volvió.",
    loaner_changed: "Otra persona guardó este equipo mientras usted lo editaba.",
    claim_part:
      "Es un reclamo de garantía: agregue el repuesto como cargo, con el motivo por el que se cobra.",
  },
  en: {
    message_by_staff: "You are signed in as staff: write a visible note on the order.",
    preintake_by_staff: "You are signed in as staff: note the device down in a new intake.",
    appointment_over: "The appointment has arrived or was cancelled: it does not change any more.",
    appointment_changed: "Somebody changed this appointment while you were editing it.",
    loan_returned: "That device has come back already.",
    loaner_changed: "Somebody saved this device while you were editing it.",
    claim_part: "This is a warranty claim: add the part as a charge, with the reason why it is charged.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;
