import assert from "node:assert/strict";
import { renderDeliveryReceipt } from "../../src/documents/delivery_receipt.ts";
import { LOCALES } from "../../src/lib/locale.ts";
import { aDeliveryReceipt, aSignature, NO_PICTURES, signedWith } from "./samples.ts";
import { checkSyntax, codesOn, imagesIn, paperTest, textOf } from "./paper.ts";

const FORMATS = ["a4", "80mm"] as const;

function has(text: string, parts: readonly string[]): void {
  for (const part of parts) assert.ok(text.includes(part), `“${part}” is missing in: ${text}`);
}

paperTest("the receipt says who took what, what was paid and how long the warranty holds", async () => {
  const signature = await aSignature();
  for (const locale of LOCALES) {
    for (const format of FORMATS) {
      const pdf = await renderDeliveryReceipt(aDeliveryReceipt({ locale }), {
        format,
        pictures: signedWith(signature),
      });
      await checkSyntax(pdf);
      assert.ok(pdf.length <= 60_000, `${pdf.length} bytes`);
      assert.equal(await imagesIn(pdf), 1);
      assert.deepEqual(await codesOn(pdf, 203), ["S01-000052"]);
      const text = await textOf(pdf);
      has(text, [
        "Taller Ñandú",
        "José Núñez Peñaloza",
        "Mariana Núñez",
        "DNI 40.111.222",
        "Lucía Fernández",
      ]);
      has(text, ["Samsung Galaxy A54 5G", "356938035643809", "Cambio del módulo de carga", "Mano de obra"]);
      has(
        text,
        locale === "es"
          ? ["Comprobante de entrega", "Reparado", "$ 28.500,00", "$ 44.500,00", "Seña · Efectivo"]
          : ["Delivery receipt", "Repaired", "ARS 28,500.00", "ARS 44,500.00", "Deposit · Cash"],
      );
      has(text, locale === "es" ? ["(90 días)", "Pagado por completo"] : ["(90 days)", "Paid in full"]);
      has(text, ["2026, 17:05", "2027"]);
    }
  }
});

paperTest("a debt and a credit are named as such", async () => {
  const pesos = (minor: number) => ({ minor, currency: "ARS" });
  for (const format of FORMATS) {
    const paper = { format, pictures: NO_PICTURES };
    const debt = aDeliveryReceipt({ balance: pesos(1_000_00), paid: pesos(43_500_00) });
    has(await textOf(await renderDeliveryReceipt(debt, paper)), ["Saldo pendiente", "$ 1.000,00"]);
    const credit = aDeliveryReceipt({ balance: pesos(-500_00), paid: pesos(45_000_00) });
    has(await textOf(await renderDeliveryReceipt(credit, paper)), ["Saldo a favor", "$ 500,00"]);
  }
});

paperTest("a device that went back unrepaired and unpaid has a receipt too", async () => {
  const nothing = { minor: 0, currency: "ARS" };
  const receipt = aDeliveryReceipt({
    outcome: "quote_rejected",
    work: "",
    accessories: [],
    charges: [],
    payments: [],
    total: nothing,
    paid: nothing,
    balance: nothing,
    warranty: null,
    signature: null,
    unsignedReason: "Retiró un mensajero",
  });
  for (const format of FORMATS) {
    has(await textOf(await renderDeliveryReceipt(receipt, { format, pictures: NO_PICTURES })), [
      "Presupuesto no aceptado",
      "Sin cargo",
      "Sin garantía",
      "Ninguno",
      "No firmó: Retiró un mensajero",
    ]);
  }
});

paperTest("hundreds of charges run over pages with their total at the end", async () => {
  const receipt = aDeliveryReceipt({
    charges: Array.from({ length: 200 }, (_, index) => ({
      description: `Renglón ${index + 1} ${"largo ".repeat(index % 30)}`,
      amount: { minor: 100, currency: "ARS" },
    })),
  });
  for (const format of FORMATS) {
    const pdf = await renderDeliveryReceipt(receipt, { format, pictures: NO_PICTURES });
    await checkSyntax(pdf);
    const text = await textOf(pdf);
    has(text, ["Renglón 200"]);
    assert.ok(text.lastIndexOf("Total") > text.indexOf("Renglón 200"));
  }
});
