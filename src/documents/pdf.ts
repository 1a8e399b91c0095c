/** A document that is ready to be shown, printed or mailed. */
export interface Pdf {
  /** `Recibo de pago S01-000052`. */
  title: string;
  /** ASCII, without an ending: what a browser saves it as. */
  fileName: string;
  bytes: Uint8Array<ArrayBuffer>;
}
