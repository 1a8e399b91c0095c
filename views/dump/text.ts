import type { Locale } from "../../src/lib/locale.ts";

const es = {
  title: "Copia completa",
  lead:
    "Todo el negocio en un archivo zip: clientes, órdenes, dinero, repuestos, usuarios, ajustes, fotos y papeles.",
  careful: "Guárdela como guarda la llave del local",
  carefulText:
    "Contiene los datos personales de todos los clientes y las contraseñas cifradas de los usuarios. Las claves de los equipos siguen cifradas con la SECRET_KEY del servidor, que no va en el archivo: sin ella no se abren.",
  how:
    "Se carga en un Reparo recién instalado y vacío, de la misma versión, con «deno task load ARCHIVO». Las sesiones abiertas y los trabajos en cola no se copian.",
  password: "Su contraseña",
  passwordHint: "Para confirmar que es usted. Queda anotado en la auditoría.",
  take: "Descargar la copia",
  big: "Con muchas fotos puede tardar unos minutos; mientras tanto se puede seguir trabajando.",
};

const en: typeof es = {
  title: "Full copy",
  lead: "The whole shop as one zip file: clients, orders, money, parts, users, settings, photos and papers.",
  careful: "Keep it as you keep the key to the shop",
  carefulText:
    "It holds the personal data of every client and the users' hashed passwords. Device secrets stay encrypted with the server's SECRET_KEY, which is not in the file: without it they do not open.",
  how:
    "It is loaded into a freshly installed, empty Reparo of the same version with “deno task load FILE”. Open sessions and work in the queue are not copied.",
  password: "Your password",
  passwordHint: "To confirm that it is you. It is recorded in the audit log.",
  take: "Download the copy",
  big: "With many photos it may take some minutes; you can go on working meanwhile.",
};

export const dumpText: Record<Locale, typeof es> = { es, en };
