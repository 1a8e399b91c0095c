import { overwriteDevice, registerDevice } from "../devices/commands.ts";
import { type DeviceInput, deviceInput } from "../devices/input.ts";
import { deviceWithId, deviceWithSerial } from "../devices/queries.ts";
import type { FieldErrors } from "../lib/app_error.ts";
import { check } from "../lib/form.ts";
import { ownerOf } from "./client_rows.ts";
import type { Cells } from "./import.ts";
import { type JudgeRow, sameAs } from "./row.ts";
import { categoryOf } from "./words.ts";

/** A device with its owner: the one that the row became before, that its id or serial tells, or a new one. */
export const judgeDevice: JudgeRow = async (trx, world, { cells, key, digest, known }) => {
  if (known?.digest === digest) return sameAs(known.subjectId);
  const { device, problems } = deviceOf(cells);
  const owner = await ownerOf(trx, world, cells);
  if ("problems" in owner) return { problems: { ...problems, ...owner.problems } };
  if (!device) return { problems };
  const own = /^[0-9a-f-]{36}$/.test(key) ? await deviceWithId(trx, key) : undefined;
  const id = known?.subjectId ?? own?.id;
  if (id !== undefined) {
    return {
      outcome: "changed",
      async write() {
        await overwriteDevice(trx, world.ctx, { id, device, clientId: await owner.make() });
        return id;
      },
    };
  }
  const twin = await deviceWithSerial(trx, device);
  return {
    outcome: twin ? "same" : "made",
    write: async () => (await registerDevice(trx, world.ctx, { clientId: await owner.make(), device })).id,
  };
};

/** A device as the form of a device would have it; of no category where the file tells none. */
export function deviceOf(cells: Cells): { device: DeviceInput | null; problems: FieldErrors } {
  const category = cells.category ? categoryOf(cells.category) : "other";
  const { brand = "", model = "", serial = "" } = cells;
  const form = check(deviceInput, { category: category ?? "other", brand, model, serial });
  const problems = {
    ...(form.ok ? {} : form.errors),
    ...category === null && { category: { code: "import_category" } },
  };
  return { device: form.ok && category !== null ? form.data : null, problems };
}
