/** Milliseconds. Printers and networks are slow or dead in known ways; every wait has an end. */
export interface Timing {
  connect: number;
  statusReply: number;
  errorReply: number;
  variableReply: number;
  /** Without a byte of progress. */
  write: number;
  /** Between two looks at a printer that works on a label. */
  look: number;
  /** Between two looks at an idle printer. */
  idleLook: number;
  /** Between two questions for what it warns of. */
  warnings: number;
  /** How long a counter may lag behind a printer that says it is done. */
  settle: number;
  /** Silence on one connection after which a counting printer is called anew. */
  silence: number;
  /** How long a healthy receipt printer may print before it answers the marker behind the receipt. */
  marker: number;
  retryLeast: number;
  retryMost: number;
  /** Something that is no ZPL printer is left in peace this long after three wrong answers. */
  notZpl: number;
  /** How long a stop waits for the label in the printer. */
  drain: number;
  /** How long the server may take to answer, beyond what it was asked to wait. */
  serverAnswer: number;
  serverRetryLeast: number;
  serverRetryMost: number;
  /** A refused token is tried again this often. */
  refusedRetry: number;
  /** A newcomer gives up when the other instance is still alive after this time. */
  fenced: number;
}

export const TIMING: Timing = {
  connect: 1_500,
  statusReply: 1_500,
  errorReply: 750,
  variableReply: 750,
  write: 10_000,
  look: 150,
  idleLook: 2_000,
  warnings: 60_000,
  settle: 3_000,
  silence: 10_000,
  marker: 60_000,
  retryLeast: 200,
  retryMost: 3_000,
  notZpl: 30_000,
  drain: 8_000,
  serverAnswer: 10_000,
  serverRetryLeast: 500,
  serverRetryMost: 20_000,
  refusedRetry: 60_000,
  fenced: 20_000,
};
