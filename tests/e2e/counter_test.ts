import assert from "node:assert/strict";
import type { Person } from "./support/person.ts";
import { addUser, choosePassword, moveTo, setUpShop, signIn, statusIs } from "./support/acts.ts";
import { deviceEntry, fillDevice, photograph, sign } from "./support/intake.ts";
import { field } from "./support/keyboard.ts";
import { readLabel } from "./support/label.ts";
import { aPhoto } from "./support/photo.ts";
import { act, e2e } from "./support/stage.ts";
import { eventually } from "./support/wait.ts";

const MARTA = { name: "Marta Gómez Núñez", phone: "11 5555-0142", email: "marta@example.com" };
/** What a move tells waits while it can be undone, half a minute. */
const AFTER_UNDO_MS = 50_000;
const IMEI = "490154203237518";

e2e("an order lives from the set-up link to its pick-up by the keyboard alone", async (stage, t) => {
  const { printer, daemon } = await stage.printer();
  const ana = await stage.person("Ana");
  const rocio = await stage.person("Rocío");
  const tomas = await stage.person("Tomás");

  await act(t, "the owner sets the shop up by the one-time link", () => setUpShop(ana, stage.server));

  await act(t, "she hires a receptionist and a technician, who choose passwords of their own", async () => {
    for (
      const { person, ...user } of [
        { person: rocio, name: "Rocío Recepción", email: "rocio@example.com", role: "Recepcionista" },
        { person: tomas, name: "Tomás Técnico", email: "tomas@example.com", role: "Técnico" },
      ]
    ) {
      const initial = await addUser(ana, user);
      await signIn(person, user.email, initial);
      await choosePassword(person, initial);
    }
  });

  await act(t, "she pairs the computer beside the printer with a code", async () => {
    const { page, keys } = ana;
    await keys.enter(page.getByRole("link", { name: "Administración" }).first());
    await keys.enter(page.getByRole("main").getByRole("link", { name: /^Impresoras/ }));
    await keys.enter(page.getByRole("link", { name: "Vincular un servicio nuevo" }));
    await keys.write("Nombre", "PC del mostrador");
    await keys.enter(page.getByRole("button", { name: "Crear código" }));
    await daemon.pair(await page.locator(".pairing-code").innerText());
    daemon.run();
    await keys.enter(page.getByRole("link", { name: "Impresoras", exact: true }));
    await page.getByText("Lista para imprimir").waitFor();
  });

  await act(t, "the receptionist takes two devices of a new client in", async () => {
    const { page, keys } = rocio;
    printer.set({ paused: true });
    await keys.shortcut("n");
    await page.waitForURL("/ingresos/nuevo");
    await keys.write("Nombre, teléfono, correo o documento", MARTA.name);
    await page.getByText(`Nadie coincide con «${MARTA.name}».`).first().waitFor();
    await keys.pick(page.getByRole("radio", { name: /^Cliente nuevo/ }));
    assert.equal(await field(page, "Nombre y apellido o razón social").inputValue(), MARTA.name);
    await keys.write("Teléfono", MARTA.phone);
    await keys.write("Correo", MARTA.email);
    await fillDevice(rocio, {
      at: 1,
      device: {
        category: "Celular",
        brand: "Samsung",
        model: "Galaxy A52",
        serial: IMEI,
        fault: "No carga: hay que mover el cable",
        condition: "Rayas en la tapa",
        accessories: ["Cargador", "Funda"],
      },
    });
    const entry = deviceEntry(page, 1);
    await photograph(rocio, entry, await aPhoto());
    await keys.writeTime(field(entry, "Prometido para"), promised());
    await keys.choose(field(entry, "Prioridad"), "Urgente");
    await keys.write(field(entry, "Autorizado sin consultar"), "15.000,50");
    await keys.pick(entry.getByRole("radio", { name: "PIN", exact: true }));
    await keys.write(field(entry, "La clave"), "2580");
    await keys.enter(page.getByRole("button", { name: "Agregar otro equipo" }));
    await fillDevice(rocio, {
      at: 2,
      device: {
        category: "Notebook",
        brand: "Lenovo",
        model: "ThinkPad E14",
        fault: "Se calienta y se apaga",
      },
    });
    await keys.tick(field(page, "El cliente leyó y acepta los términos"));
    await sign(page);
    await page.getByText(`por correo a ${MARTA.email}`).waitFor();
    await keys.press("Control+Enter");
    await page.getByRole("heading", { name: "Equipos recibidos" }).waitFor();
    assert.deepEqual(await page.locator(".made-orders h2").allInnerTexts(), ["S01-000001", "S01-000002"]);
  });

  await act(t, "both receipts open", async () => {
    for (const [name, format] of [["Comprobante A4", "a4"], ["Comprobante 80 mm", "80mm"]] as const) {
      const link = rocio.page.getByRole("link", { name });
      await rocio.keys.tabTo(link);
      const address = await link.getAttribute("href") ?? "";
      assert.ok(address.endsWith(format));
      const answer = await rocio.context.request.get(address);
      assert.equal(answer.headers()["content-type"], "application/pdf");
      assert.match((await answer.body()).subarray(0, 5).toString(), /%PDF-/);
    }
  });

  await act(t, "the label waits for the printer, comes out, and the page says so by itself", async () => {
    const { page, keys } = rocio;
    await keys.enter(page.getByRole("link", { name: "S01-000001" }));
    await page.locator("#print-panel").getByText("En pausa: pulse").waitFor();
    await page.evaluate("globalThis.sameDocument = true");
    printer.set({ paused: false });
    await page.locator("#print-panel").getByText("Confirmado por la impresora").waitFor();
    assert.equal(await page.evaluate("globalThis.sameDocument"), true, "the page was loaded again");
  });

  let tracking = "";
  await act(t, "what the printer got shows the order's number and the client's link", async () => {
    const label = await eventually(
      () => printer.labels.find(({ zpl }) => zpl.includes("S01-000001")),
      "no label of the first order came out",
    );
    const link = await rocio.page.locator("#tracking-panel a.tracking-link").innerText();
    assert.deepEqual(await readLabel(label.zpl), { Code128: "S01-000001", QRCode: link });
    assert.equal(new URL(link).origin, stage.server.url);
    tracking = link;
  });

  await act(t, "the client is told by mail, with the link", async () => {
    const mail = await eventually(
      () => stage.mail.mails.find(({ subject }) => subject?.includes("S01-000001")),
      "no mail came about the first order",
    );
    for (const part of [mail.text, mail.html]) assert.ok(part && part.includes(tracking), String(part));
    for (const part of [mail.subject, mail.text]) {
      assert.ok(part && part.includes("S01-000002"), String(part));
    }
    const written = stage.mail.mails.filter(({ text }) => text?.includes(tracking));
    assert.equal(written.length, 1, "one visit, one mail");
  });

  await act(t, "the technician finds the order on the board, takes it and writes what is wrong", async () => {
    const { page, keys } = tomas;
    await keys.shortcut("gb");
    await page.getByRole("heading", { level: 1, name: "Tablero" }).waitFor();
    await keys.enter(page.getByRole("link", { name: "S01-000001", exact: true }));
    await keys.enter(page.getByRole("button", { name: "Tomar esta orden" }));
    await page.locator("#order-head").getByText("Tomás Técnico").waitFor();
    await moveTo(tomas, "En diagnóstico");
    await keys.enter(page.getByText("Escribir diagnóstico"));
    await keys.write("Qué se encontró y qué se propone", "Pin de carga roto; se cambia el conector.");
    await keys.enter(page.getByRole("button", { name: "Guardar diagnóstico" }));
    await page.locator("#order-diagnosis").getByText("Pin de carga roto").waitFor();
  });

  await act(t, "he writes what the repair costs, and the client gets it by mail", async () => {
    const { page, keys } = tomas;
    await keys.shortcut("s");
    await keys.enter(
      page.locator("#order-head details.menu[open]").getByRole("link", { name: /^Esperando apr/ }),
    );
    await keys.enter(page.locator("#order-move").getByRole("button", { name: "Hacer un presupuesto" }));
    await page.waitForURL(/presupuestos/);
    await keys.write("Descripción", "Cambio del pin de carga");
    await keys.write("Precio unitario", "48.500,00");
    await page.locator("#quote-totals").getByText("48.500,00").waitFor();
    await keys.press("Control+Enter");
    await page.getByRole("heading", { level: 1, name: "Enviar el presupuesto 1" }).waitFor();
    await keys.enter(page.getByRole("button", { name: "Enviar presupuesto" }));
    await statusIs(page, "Esperando aprobación");
    const mail = await eventually(
      () => stage.mail.mails.find(({ subject }) => subject?.includes("presupuesto")),
      "no mail brought the quote",
    );
    assert.ok(mail.text?.includes(`${tracking}/presupuesto`), String(mail.text));
    await keys.shortcut("gm");
    await page.getByRole("heading", { level: 1, name: "Mis órdenes" }).waitFor();
    await page.getByRole("main").getByText("S01-000001").first().waitFor();
  });

  await act(t, "the client approves by phone, the receptionist notes it", async () => {
    const { page, keys } = rocio;
    await keys.shortcut("s");
    await keys.enter(page.locator("#order-head details.menu[open]").getByRole("link", { name: /^Aprobado/ }));
    const form = page.locator("#order-move form");
    await keys.pick(form.getByRole("radio", { name: "Teléfono" }));
    await keys.write(field(form, "Quién aprobó"), MARTA.name);
    await keys.enter(form.getByRole("button", { name: "Anotar aprobación" }));
    await statusIs(page, "Aprobado");
    await page.locator("#order-money").getByText("48.500,00").first().waitFor();
  });

  await act(t, "the technician repairs it, another one tries it out", async () => {
    await tomas.keys.shortcut("/");
    await tomas.keys.scan("S01-000001");
    await tomas.page.waitForURL("/ordenes/S01-000001");
    await moveTo(tomas, "En reparación");
    await moveTo(tomas, "Control de calidad", async (form) => {
      await tomas.keys.choose(field(form, "Resultado del trabajo"), "Reparado");
    });
    await ana.visit("/ordenes/S01-000001");
    await moveTo(ana, "Listo para retirar");
  });

  await act(t, "the client is told that it is ready", async () => {
    const mail = await eventually(
      () => stage.mail.mails.find(({ subject }) => /list/i.test(subject ?? "")),
      "no mail said that the order is ready",
      AFTER_UNDO_MS,
    );
    assert.ok(mail.text?.includes(tracking), String(mail.text));
  });

  await act(t, "a scan anywhere opens the order, which is paid, signed for and handed over", async () => {
    const { page, keys } = rocio;
    await rocio.visit("/clientes");
    await keys.scan("S01-000001");
    await page.waitForURL("/ordenes/S01-000001");
    await keys.enter(page.getByRole("link", { name: "Entregar", exact: true }));
    await keys.write("Nombre y apellido", MARTA.name);
    await keys.write("Documento", "30111222");
    for (const name of ["Cargador", "Funda"]) {
      await keys.tick(page.getByRole("checkbox", { name, exact: true }));
    }
    await keys.choose(field(page, "Medio"), "Efectivo");
    await sign(page);
    await keys.enter(page.getByRole("button", { name: "Entregar equipo" }));
    await page.waitForURL("/ordenes/S01-000001");
    await statusIs(page, "Entregado");
    await page.getByText("Garantía hasta").first().waitFor();
    await page.locator("#order-money").getByText("Saldado").waitFor();
  });

  await act(t, "she comes again: known by her phone, refused unsigned, received with a reason", async () => {
    const { page, keys } = rocio;
    rocio.expects(422);
    await keys.shortcut("n");
    await keys.write("Nombre, teléfono, correo o documento", "La señora Gómez");
    await page.getByText("Nadie coincide con «La señora Gómez».").first().waitFor();
    await keys.pick(page.getByRole("radio", { name: /^Cliente nuevo/ }));
    await keys.write("Teléfono", MARTA.phone);
    await keys.press("Tab");
    const known = page.locator("#client-duplicates").getByRole("radio", { name: new RegExp(MARTA.name) });
    await known.waitFor();
    await keys.pick(known);
    await fillDevice(rocio, {
      at: 1,
      device: { category: "Celular", brand: "Motorola", model: "Moto G84", fault: "No enciende" },
    });
    await keys.tick(field(page, "El cliente leyó y acepta los términos"));
    await keys.press("Control+Enter");
    await page.getByRole("alert").getByRole("link").first().waitFor();
    await keys.write("Si no firma, ¿por qué?", "La trae un mensajero");
    await keys.press("Control+Enter");
    await page.getByRole("heading", { name: "Equipos recibidos" }).waitFor();
  });

  await act(t, "the client sees on a phone how it went, and nothing of the inside", async () => {
    const marta = await stage.person("Marta", { width: 390, height: 844, touch: true });
    await marta.visit(tracking);
    await marta.page.getByRole("heading", { level: 1 }).waitFor();
    await marta.page.getByText("Entregamos su equipo").waitFor();
    const seen = await marta.page.content();
    for (
      const inside of ["Tomás", "Rocío", "2580", IMEI, "Pin de carga roto", "15.000", "marta@example.com"]
    ) {
      assert.ok(!seen.includes(inside), `the client reads ${inside}`);
    }
    assert.ok(await fits(marta), "the page is wider than the phone");
  });

  await act(t, "the owner reads who did what, and what was mailed", async () => {
    const { page, keys } = ana;
    await ana.visit("/ordenes/S01-000001?historial=todo");
    const story = page.locator("#order-story");
    for (
      const line of [
        "Recibido → En diagnóstico",
        "Control de calidad → Listo para retirar",
        `Entregado a ${MARTA.name}`,
      ]
    ) {
      await story.getByText(line).waitFor();
    }
    for (const actor of ["Rocío Recepción", "Tomás Técnico", "Ana Administradora"]) {
      await story.getByText(actor).first().waitFor();
    }
    await keys.enter(page.getByRole("link", { name: "Administración" }).first());
    await keys.enter(page.getByRole("main").getByRole("link", { name: /^(Mensajes|Correos)/ }));
    await keys.enter(page.getByRole("link", { name: /está listo \(S01-000001\)/ }));
    await page.getByRole("main").getByText(MARTA.email).first().waitFor();
  });
});

/** Half past six in the evening, three days ahead. */
function promised(): string {
  const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  return `${day}T18:30`;
}

async function fits({ page }: Person): Promise<boolean> {
  return await page.evaluate("document.documentElement.scrollWidth <= innerWidth");
}
