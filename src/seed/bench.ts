import type { ChecklistPhase } from "../checklists/checklist.ts";
import type { Db } from "../db/open.ts";
import type { DeviceCategory } from "../devices/device.ts";
import { dice } from "./dice.ts";

const CHECKS: readonly { category: DeviceCategory; phase: ChecklistPhase; points: readonly string[] }[] = [
  {
    category: "phone",
    phase: "intake",
    points: ["Enciende", "Carga", "Pantalla sin golpes", "Cámaras", "Botones", "Trae SIM"],
  },
  {
    category: "phone",
    phase: "exit",
    points: [
      "Enciende",
      "Carga",
      "Pantalla y táctil",
      "Cámaras",
      "Micrófono y parlantes",
      "Wi-Fi y señal",
      "Limpio por fuera",
    ],
  },
  {
    category: "laptop",
    phase: "exit",
    points: [
      "Enciende",
      "Carga y batería",
      "Pantalla",
      "Teclado y panel táctil",
      "Puertos",
      "Wi-Fi",
      "Temperatura normal",
    ],
  },
];

const ANSWERS = [
  ["No atiende", "Llamamos a {cliente} y no atendió. Volvemos a llamar mañana."],
  ["Espera repuesto", "El repuesto para su {equipo} está pedido. Le avisamos apenas llegue."],
  ["Prueba superada", "La orden {orden} pasó la prueba de 24 horas sin fallas."],
] as const;

/** What the demo shop checks of its devices, and what it says again and again. */
export async function seedBench(trx: Db, { now, by }: { now: number; by: string }): Promise<void> {
  // Of its own dice: what is made up after it stays as it was.
  const die = dice(3);
  for (const { category, phase, points } of CHECKS) {
    const id = die.id(now);
    await trx.insertInto("checklist_template")
      .values({ id, category, phase, updated_at: now, updated_by: by, version: 1 }).execute();
    await trx.insertInto("checklist_template_item")
      .values(points.map((text, position) => ({ template_id: id, position, text }))).execute();
  }
  await trx.insertInto("canned_answer").values(
    ANSWERS.map(([title, text]) => ({
      id: die.id(now),
      title,
      text,
      active: 1,
      created_at: now,
      version: 1,
    })),
  ).execute();
}
