import assert from "node:assert/strict";
import { demoPerson } from "./support/demo.ts";
import { fillDevice } from "./support/intake.ts";
import { field } from "./support/keyboard.ts";
import { readLabel } from "./support/label.ts";
import { act, e2eInDemo } from "./support/stage.ts";
import { eventually } from "./support/wait.ts";

e2eInDemo("numbers reserved on paper become orders by scanning them", async (stage, t) => {
  const { printer, daemon } = await stage.printer();
  const { code } = await stage.server.console("pair-daemon", "--name", "PC del mostrador");
  await daemon.pair(String(code));
  daemon.run();
  const rocio = await demoPerson(stage, { role: "receptionist", name: "Rocío" });
  const { page, keys } = rocio;
  let numbers: string[] = [];

  await act(t, "before the cut she reserves numbers and prints their labels", async () => {
    await keys.shortcut("n");
    await page.waitForURL("/ingresos/nuevo");
    await keys.enter(page.getByRole("link", { name: "Talonario", exact: true }));
    await page.waitForURL("/talonarios");
    const printers = field(page, "Imprimir etiquetas ahora");
    await eventually(async () => {
      if (await printers.count() === 0) await page.reload();
      return await printers.count() > 0;
    }, "no label printer came up");
    await keys.write("Cuántos", "3");
    await keys.choose(printers, "mostrador");
    await keys.enter(page.getByRole("button", { name: "Reservar" }));
    await page.waitForURL(/\/talonarios\/lotes\//);
    numbers = await page.locator("tbody .row-link").allInnerTexts();
    assert.equal(numbers.length, 3);
  });

  await act(t, "each label has the number and a link that opens its intake", async () => {
    const labels = await eventually(
      () => printer.labels.length >= 3 && printer.labels,
      "the labels did not come",
    );
    for (const [index, number] of numbers.entries()) {
      const codes = await readLabel(labels[index]?.zpl ?? "");
      assert.deepEqual(codes, { Code128: number, QRCode: `${stage.server.url}/talonarios/${number}` });
    }
    await eventually(async () => {
      await page.reload();
      return await page.getByText("3 de 3").count() > 0;
    }, "the page does not say that they were printed");
  });

  const [first = "", second = "", third = ""] = numbers;
  await act(t, "after it she scans one on any page and lands on the intake with its number", async () => {
    await rocio.visit("/clientes");
    await keys.scan(first);
    await page.waitForURL(`/ingresos/nuevo?talon=${first}`);
    await page.getByRole("heading", { name: `Talonario ${first}` }).waitFor();
    await keys.pick(page.getByRole("radio", { name: /^Cliente nuevo/ }));
    await keys.write("Nombre y apellido o razón social", "Marta Gómez");
    await fillDevice(rocio, {
      at: 1,
      device: { category: "Celular", brand: "Samsung", model: "Galaxy A54", fault: "No carga" },
    });
    await keys.tick(field(page, "El cliente leyó y acepta los términos"));
    await keys.press("Control+Enter");
    await page.getByRole("heading", { name: "Equipos recibidos" }).waitFor();
    assert.deepEqual(await page.locator(".made-orders h2").allInnerTexts(), [first]);
  });

  await act(t, "scanned again, by its link too, it leads to the order", async () => {
    for (const scanned of [first, `${stage.server.url}/talonarios/${first}`]) {
      await rocio.visit("/tablero");
      await keys.scan(scanned);
      await page.waitForURL(`/ordenes/${first}`);
    }
    await page.locator("#order-story").getByText(`Con el talón ${first}`).waitFor();
  });

  await act(t, "she voids a spoiled one, which says so from then on", async () => {
    await rocio.visit("/talonarios");
    await keys.enter(page.locator("tbody .row-link").first());
    await keys.tick(page.getByRole("checkbox", { name: `Elegir ${second}` }));
    await keys.write("Por qué", "Se mojó con café");
    await keys.enter(page.getByRole("button", { name: "Anular los elegidos" }));
    await keys.enter(page.getByRole("alertdialog").getByRole("button", { name: "Anular" }));
    await page.getByText("Se anuló 1 talón.").waitFor();
    await keys.scan(second);
    await page.waitForURL(`/talonarios/${second}`);
    await page.getByText("Se mojó con café").waitFor();
  });

  await act(
    t,
    "what two enter at once is one order, and the other goes on under the next number",
    async () => {
      const ana = await demoPerson(stage, { role: "admin", name: "Ana" });
      ana.expects(422);
      for (const [person, client] of [[rocio, "Raúl Pereyra"], [ana, "Lucía Sosa"]] as const) {
        await person.visit(`/talonarios/${third}`);
        await person.keys.pick(person.page.getByRole("radio", { name: /^Cliente nuevo/ }));
        await person.keys.write("Nombre y apellido o razón social", client);
        await fillDevice(person, {
          at: 1,
          device: { category: "Televisor", brand: "LG", model: "43UP", fault: "Sin imagen" },
        });
        await person.keys.tick(field(person.page, "El cliente leyó y acepta los términos"));
      }
      await keys.press("Control+Enter");
      await page.getByRole("heading", { name: "Equipos recibidos" }).waitFor();
      await ana.keys.press("Control+Enter");
      await ana.page.getByText(`es la orden ${third}`).first().waitFor();
      assert.equal(await field(ana.page, "Nombre y apellido o razón social").inputValue(), "Lucía Sosa");
      await ana.keys.tick(ana.page.getByRole("checkbox", { name: "Recibir sin este talón" }));
      await ana.keys.press("Control+Enter");
      await ana.page.getByRole("heading", { name: "Equipos recibidos" }).waitFor();
      const [number] = await ana.page.locator(".made-orders h2").allInnerTexts();
      assert.ok(number !== undefined && number > third, `${number}`);
    },
  );
});
