import sharp from "sharp";
import type { StoredPictures } from "../../src/documents/compose.ts";
import type { IntakeReceipt } from "../../src/intakes/receipt.ts";
import type { DeliveryReceipt } from "../../src/orders/delivery_receipt.ts";
import type { PaymentReceipt } from "../../src/orders/payment_receipt.ts";
import { signatureImage } from "../../src/files/images.ts";

export const TERMS = [
  "El taller entrega este comprobante como única constancia del ingreso del equipo. Para retirarlo hace falta presentarlo o acreditar la identidad del titular.",
  "El diagnóstico no obliga a reparar. El presupuesto vale quince días corridos desde que se comunica; pasado ese plazo los precios de los repuestos pueden variar.",
  "El cliente conserva sus datos: el taller no responde por la información guardada en el equipo y recomienda hacer una copia de respaldo antes del ingreso.",
  "La garantía cubre la mano de obra y los repuestos colocados durante noventa días desde la entrega. No cubre golpes, humedad, sobretensión ni la intervención de terceros.",
  "Los equipos no retirados dentro de los noventa días de avisado el cliente pueden declararse en abandono según la ley aplicable, previa notificación fehaciente.",
].join("\n");

export const TRACKING = {
  "S01-000052": "https://taller.example/seguimiento/k7Qm2xVb9TfWc4RzYh3NpL",
  "S01-000053": "https://taller.example/seguimiento/Zt5Jw8sDa1GuHe6KoX0iBy",
};

/** Two devices of one client, signed. */
export function anIntakeReceipt(changes: Partial<IntakeReceipt> = {}): IntakeReceipt {
  return {
    receiptVersion: 1,
    locale: "es",
    timeZone: "America/Argentina/Buenos_Aires",
    reference: "S01-000052",
    receivedAt: Date.UTC(2026, 10, 23, 13, 42),
    receivedBy: "Lucía Fernández",
    shop: {
      name: "Taller Ñandú",
      taxId: "30-71234567-8",
      branch: "Centro",
      address: "Av. Rivadavia 4821, Caballito, Buenos Aires",
      phone: "+54 11 4902-1177",
      email: "hola@nandu.example",
    },
    client: {
      name: "José Núñez Peñaloza",
      document: "DNI 28.456.123",
      phone: "+54 9 11 5555-0142",
      email: "jose.nunez@correo.example",
    },
    orders: [
      {
        number: "S01-000052",
        device: { category: "phone", brand: "Samsung", model: "Galaxy A54 5G", serial: "356938035643809" },
        accessories: ["Funda", "Cargador 25 W", "Caja"],
        condition: "Rayas leves en la tapa; esquina inferior izquierda golpeada.",
        fault: "No carga. A veces reconoce el cable si se lo mueve; se apaga al llegar al 20 %.",
        promisedAt: Date.UTC(2026, 10, 27, 21, 0),
        priority: "high",
        preauthorised: { minor: 4_500_000, currency: "ARS" },
        photos: 3,
      },
      {
        number: "S01-000053",
        device: { category: "laptop", brand: "Lenovo", model: "ThinkPad T14 Gen 2", serial: "PF-3K9ZQ1" },
        accessories: [],
        condition: "",
        fault: "Pantalla con líneas verticales.",
        promisedAt: null,
        priority: "normal",
        preauthorised: null,
        photos: 0,
      },
    ],
    terms: { version: 3, text: TERMS },
    signature: {
      name: "José Núñez Peñaloza",
      at: Date.UTC(2026, 10, 23, 13, 43),
      fileHash: "0".repeat(64),
    },
    unsignedReason: "",
    ...changes,
  };
}

/** What a signature pad hands over, made ready as the shop stores it. */
export async function aSignature(): Promise<Uint8Array> {
  const drawn = await sharp(new TextEncoder().encode(
    `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="300"><path fill="none" stroke="#111" stroke-width="5"
      stroke-linecap="round" d="M120 190 C180 20 220 40 190 170 S260 230 300 130 S330 210 380 160 S430 120 440 180
      S500 200 530 130 S560 220 610 170 S700 110 780 150"/></svg>`,
  )).png().toBuffer();
  const taken = await signatureImage(`data:image/png;base64,${new Uint8Array(drawn).toBase64()}`);
  if (!taken.ok) throw new Error(taken.refusal.code);
  return taken.value.bytes;
}

/** A private store in which every signature is this one. */
export function signedWith(signature: Uint8Array): StoredPictures {
  return () => Promise.resolve(signature);
}

/** A private store in which nothing is. */
export const NO_PICTURES: StoredPictures = () => Promise.resolve(null);

/** One repaired phone, paid in two parts, taken by somebody else. */
export function aDeliveryReceipt(changes: Partial<DeliveryReceipt> = {}): DeliveryReceipt {
  const intake = anIntakeReceipt();
  const pesos = (whole: number) => ({ minor: whole * 100, currency: "ARS" });
  return {
    receiptVersion: 1,
    locale: "es",
    timeZone: intake.timeZone,
    number: "S01-000052",
    receivedAt: intake.receivedAt,
    deliveredAt: Date.UTC(2026, 10, 27, 20, 5),
    deliveredBy: "Lucía Fernández",
    shop: intake.shop,
    client: intake.client,
    takenBy: { name: "Mariana Núñez", document: "DNI 40.111.222" },
    device: { category: "phone", brand: "Samsung", model: "Galaxy A54 5G", serial: "356938035643809" },
    accessories: ["Funda", "Cargador 25 W", "Caja"],
    fault: "No carga. A veces reconoce el cable si se lo mueve.",
    work: "Cambio del módulo de carga y limpieza del conector. Carga a 25 W verificada durante dos horas.",
    outcome: "repaired",
    charges: [
      { description: "Módulo de carga USB-C original", amount: pesos(28_500) },
      { description: "Mano de obra", amount: pesos(16_000) },
    ],
    payments: [
      { kind: "deposit", method: "cash", at: intake.receivedAt, amount: pesos(10_000) },
      { kind: "payment", method: "mercado_pago", at: Date.UTC(2026, 10, 27, 20, 4), amount: pesos(34_500) },
    ],
    total: pesos(44_500),
    paid: pesos(44_500),
    balance: pesos(0),
    warranty: { endsAt: Date.UTC(2027, 1, 25, 20, 5), days: 90 },
    signature: { name: "Mariana Núñez", at: Date.UTC(2026, 10, 27, 20, 5), fileHash: "1".repeat(64) },
    unsignedReason: "",
    ...changes,
  };
}

/** The deposit of the same order, before anything else was paid. */
export function aPaymentReceipt(changes: Partial<PaymentReceipt> = {}): PaymentReceipt {
  const { locale, timeZone, number, shop, client, device, receivedAt } = aDeliveryReceipt();
  const pesos = (whole: number) => ({ minor: whole * 100, currency: "ARS" });
  return {
    receiptVersion: 1,
    locale,
    timeZone,
    number,
    paidAt: receivedAt,
    takenBy: "Lucía Fernández",
    shop,
    client,
    device,
    kind: "deposit",
    method: "cash",
    note: "",
    amount: pesos(10_000),
    billed: pesos(44_500),
    paid: pesos(10_000),
    ...changes,
  };
}
