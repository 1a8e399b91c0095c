import { FAULTS } from "./faults.ts";
import { playFault } from "./fault_stage.ts";

for (const fault of FAULTS) {
  Deno.test(`fault: ${fault.name}`, async () => {
    await playFault(fault);
  });
}
