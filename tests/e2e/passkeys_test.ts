import { demoPerson } from "./support/demo.ts";
import { act, e2eInDemo } from "./support/stage.ts";

e2eInDemo(
  "a passkey is made at one's desk, opens the door without a password, and is taken away",
  async (stage, t) => {
    const rocio = await demoPerson(stage, { role: "receptionist", name: "Rocío" });
    const { page } = rocio;
    const device = await page.context().newCDPSession(page);
    await device.send("WebAuthn.enable");
    await device.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });

    await act(t, "she adds one", async () => {
      await rocio.visit("/cuenta");
      await page.getByRole("button", { name: "Agregar una llave de acceso" }).click();
      await page.getByLabel("Nombre").fill("Notebook del taller");
      await page.getByRole("button", { name: "Crear la llave" }).click();
      await page.getByRole("cell", { name: "Notebook del taller" }).waitFor();
    });

    await act(t, "she signs out and comes back with it", async () => {
      await page.locator(".user-menu summary").click();
      await page.getByRole("button", { name: "Cerrar sesión" }).click();
      await page.getByRole("button", { name: "Ingresar con una llave de acceso" }).click();
      await page.waitForURL((url) => url.pathname === "/");
    });

    await act(t, "she takes it away", async () => {
      await rocio.visit("/cuenta");
      await page.getByRole("main").getByRole("button", { name: "Quitar", exact: true }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Quitar" }).click();
      await page.getByText("Todavía no tiene ninguna.").waitFor();
    });
  },
);
