import { Buffer } from "node:buffer";
import type { Locator, Page } from "playwright-core";
import { field } from "./keyboard.ts";
import type { Person } from "./person.ts";

export interface IntakeDevice {
  category: string;
  brand: string;
  model: string;
  serial?: string;
  fault: string;
  condition?: string;
  accessories?: string[];
}

/** The entry of one device on the intake form, counted from 1. */
export function deviceEntry(page: Page, at: number): Locator {
  return page.getByRole("group", { name: `Equipo ${at}`, exact: true });
}

export async function fillDevice(
  { page, keys }: Person,
  { at, device }: { at: number; device: IntakeDevice },
): Promise<void> {
  const entry = deviceEntry(page, at);
  await keys.pick(entry.getByRole("radio", { name: device.category, exact: true }));
  await keys.write(field(entry, "Marca"), device.brand);
  await keys.write(field(entry, "Modelo"), device.model);
  if (device.serial) await keys.write(field(entry, "IMEI o número de serie"), device.serial);
  await keys.write(field(entry, "Falla que informa el cliente"), device.fault);
  if (device.condition) await keys.write(field(entry, "Estado en que llega"), device.condition);
  for (const accessory of device.accessories ?? []) {
    await keys.tick(entry.getByRole("checkbox", { name: accessory, exact: true }));
  }
}

/** A name on the canvas: the one thing here that needs a hand. */
export async function sign(page: Page, form: Page | Locator = page): Promise<void> {
  const canvas = form.locator("[data-signature] canvas");
  await form.locator("[data-signature][data-started]").waitFor();
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  if (!box) throw new Error("there is nothing to sign on");
  const { mouse } = page;
  await mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.6);
  await mouse.down();
  for (let step = 1; step <= 12; step++) {
    const height = 0.6 + 0.25 * Math.sin(step * 1.3);
    await mouse.move(box.x + box.width * (0.2 + step * 0.05), box.y + box.height * height);
  }
  await mouse.up();
  await form.locator(".signature-state").getByText("Firmado").waitFor();
}

/** A picture of a device, as a telephone takes it. */
export async function photograph(person: Person, entry: Locator, photo: Uint8Array): Promise<void> {
  const { page, keys } = person;
  await keys.tabTo(entry.locator("input[type=file]").first());
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), keys.press("Space")]);
  await chooser.setFiles({ name: "frente.jpg", mimeType: "image/jpeg", buffer: Buffer.from(photo) });
  await entry.locator(".photo input[type=hidden]").first().waitFor({ state: "attached" });
}
