import { randomUUID } from "node:crypto";
import type { Ctx } from "../../src/context.ts";
import type { IntakeDevice, IntakeInput } from "../../src/intakes/input.ts";
import { termsInForce } from "../../src/intakes/terms.ts";

/** A good IMEI and what a caller wants to differ. */
export function aDevice(changes: Partial<IntakeDevice> = {}): IntakeDevice {
  return {
    device: { category: "phone", brand: "Samsung", model: "Galaxy A54", serial: "356938035643809" },
    announced: null,
    deviceId: null,
    accessories: ["Funda", "Cargador"],
    condition: "Rayas leves",
    fault: "No carga",
    photoIds: [],
    priority: "normal",
    promisedAt: null,
    preauthorisedMinor: null,
    secret: null,
    openOrderAccepted: false,
    warrantyOf: null,
    ...changes,
  };
}

/** What a form with a new client, one phone and a typed signature comes to. */
export async function anIntake(ctx: Ctx, changes: Partial<IntakeInput> = {}): Promise<IntakeInput> {
  const terms = await termsInForce(ctx.db, "es");
  return {
    formKey: randomUUID(),
    client: {
      input: {
        kind: "person",
        name: "José Núñez",
        document: "28.456.123",
        address: "",
        notes: "",
        locale: "es",
        contacts: [
          { kind: "phone", value: "+5491155550142", display: "+54 9 11 5555-0142" },
          { kind: "email", value: "jose@example.com", display: "jose@example.com" },
        ],
      },
      duplicateAccepted: false,
    },
    devices: [aDevice()],
    terms: Object.fromEntries(terms.map((one) => [one.locale, one.id])),
    signature: { image: "", name: "José Núñez" },
    unsignedReason: "",
    photosPublic: true,
    silent: false,
    slip: null,
    ...changes,
  };
}

/** What the form of an announced order comes to when its device is at the counter, unchanged. */
export async function anArrival(ctx: Ctx, { number }: { number: string }): Promise<IntakeInput> {
  const order = await ctx.db.selectFrom("order").innerJoin("device", "device.id", "order.device_id")
    .select(["order.client_id", "order.device_id", "order.version", "order.fault"])
    .select(["device.category", "device.brand", "device.model", "device.serial"])
    .where("order.number", "=", number).executeTakeFirstOrThrow();
  const { client_id, device_id: deviceId, version, fault, ...device } = order;
  const received = aDevice({ device, deviceId, fault, announced: { number, version } });
  return await anIntake(ctx, { client: { id: client_id }, devices: [received] });
}

/** Somebody of whom the shop knows only the name. */
export function aNewClient(name: string): IntakeInput["client"] {
  const facts = { kind: "person", document: "", address: "", notes: "", locale: "es" } as const;
  return { input: { ...facts, name, contacts: [] }, duplicateAccepted: false };
}
