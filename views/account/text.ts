import type { Locale } from "../../src/lib/locale.ts";

const es = {
  title: "Seguridad de la cuenta",
  lead: "Con qué ingresa y dónde tiene la sesión abierta.",
  password: "Contraseña",
  passwordText: "Al cambiarla se cierran sus otras sesiones.",
  changePassword: "Cambiar la contraseña",
  twoFactors: "Ingreso en dos pasos",
  twoFactorsText:
    "Además de la contraseña se pide un código que muestra una aplicación de su teléfono. Quien le robe la contraseña no entra.",
  twoFactorsOn: "Activo desde",
  codesLeft: (left: number) =>
    left === 1 ? "Le queda 1 código de recuperación." : `Le quedan ${left} códigos de recuperación.`,
  setUp: "Activar los dos pasos",
  setUpLead:
    "Le lleva un minuto. Necesita una aplicación de códigos en el teléfono: Google Authenticator, Aegis, 1Password, Bitwarden u otra.",
  neededTitle: "Antes de seguir",
  needed: "El negocio pide que los administradores ingresen en dos pasos. Actívelos para continuar.",
  begin: "Empezar",
  scan: "1. Escanee este código con la aplicación",
  scanText: "Si no puede escanearlo, escriba esta clave en la aplicación:",
  qr: "Código QR para la aplicación",
  type: "2. Escriba el código que muestra",
  code: "Código de 6 cifras",
  confirm: "Activar",
  restart: "Empezar de nuevo con otro código",
  turnOff: "Quitar los dos pasos",
  turnOffQuestion: "¿Quitar los dos pasos? Su contraseña sola va a alcanzar para ingresar.",
  newCodes: "Códigos nuevos",
  newCodesQuestion: "¿Hacer códigos de recuperación nuevos? Los anteriores dejan de servir.",
  twoFactorsOff: "Ya no ingresa en dos pasos.",
  codesTitle: { "set up": "Los dos pasos están activos", renewed: "Códigos de recuperación nuevos" },
  codesLead: "Guárdelos ahora: no se pueden volver a ver.",
  codesText:
    "Si pierde el teléfono, cada uno sirve una vez en lugar del código de la aplicación. Imprímalos o descárguelos y guárdelos lejos del teléfono.",
  codes: "Códigos de recuperación",
  codesFile: "codigos-de-recuperacion.txt",
  download: "Descargar",
  printHint: "Para imprimirlos use Ctrl+P: sale solo la lista.",
  codesDone: "Ya los guardé",
  endOthers: "Cerrar las demás",
  endOthersQuestion:
    "¿Cerrar todas sus sesiones menos esta? En los otros equipos habrá que ingresar de nuevo.",
  ended: "Sesión cerrada.",
  othersEnded: "Se cerraron las demás sesiones.",
};

const en: typeof es = {
  title: "Account security",
  lead: "How you sign in and where you are signed in.",
  password: "Password",
  passwordText: "Changing it ends your other sessions.",
  changePassword: "Change the password",
  twoFactors: "Two-step sign-in",
  twoFactorsText:
    "Besides the password a code is asked for that an app on your phone shows. Whoever steals the password does not get in.",
  twoFactorsOn: "On since",
  codesLeft: (left) =>
    left === 1 ? "You have 1 recovery code left." : `You have ${left} recovery codes left.`,
  setUp: "Switch two steps on",
  setUpLead:
    "It takes a minute. You need an app for codes on your phone: Google Authenticator, Aegis, 1Password, Bitwarden or another.",
  neededTitle: "Before you go on",
  needed: "The shop asks administrators to sign in with two steps. Switch them on to go on.",
  begin: "Begin",
  scan: "1. Scan this code with the app",
  scanText: "If you cannot scan it, type this key into the app:",
  qr: "QR code for the app",
  type: "2. Type the code that it shows",
  code: "Code of 6 figures",
  confirm: "Switch on",
  restart: "Start again with another code",
  turnOff: "Remove the two steps",
  turnOffQuestion: "Remove the two steps? Your password alone will be enough to sign in.",
  newCodes: "New codes",
  newCodesQuestion: "Make new recovery codes? The ones before stop working.",
  twoFactorsOff: "You no longer sign in with two steps.",
  codesTitle: { "set up": "Two steps are on", renewed: "New recovery codes" },
  codesLead: "Keep them now: they cannot be seen again.",
  codesText:
    "If you lose the phone, each works once in place of the app's code. Print or download them and keep them away from the phone.",
  codes: "Recovery codes",
  codesFile: "recovery-codes.txt",
  download: "Download",
  printHint: "To print them use Ctrl+P: only the list comes out.",
  codesDone: "I have kept them",
  endOthers: "End the others",
  endOthersQuestion: "End all your sessions but this one? The other devices will have to sign in again.",
  ended: "Session ended.",
  othersEnded: "The other sessions were ended.",
};

export const text: Record<Locale, typeof es> = { es, en };
