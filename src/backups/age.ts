/** A pair of an age key: `identity` opens what was encrypted for `recipient`. */
export interface AgeKey {
  /** `AGE-SECRET-KEY-1…` */
  identity: string;
  /** `age1…` */
  recipient: string;
}

export async function newAgeKey(): Promise<AgeKey> {
  const { generateX25519Identity, identityToRecipient } = await import("age-encryption");
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** The public half, null for a text that is no identity. */
export async function recipientOf(identity: string): Promise<string | null> {
  const { identityToRecipient } = await import("age-encryption");
  try {
    return await identityToRecipient(identity.trim());
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

/** In the age format (age-encryption.org/v1), so that any tool of it opens what was encrypted here. */
export async function encryptFor(
  recipients: readonly string[],
  content: ReadableStream<Uint8Array>,
): Promise<ReadableStream<Uint8Array>> {
  const { Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return await encrypter.encrypt(content);
}

/** @throws WrongKey; what was altered fails as it is read */
export async function decryptWith(
  identity: string,
  content: ReadableStream<Uint8Array>,
): Promise<ReadableStream<Uint8Array>> {
  const { Decrypter } = await import("age-encryption");
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity.trim());
  try {
    return await decrypter.decrypt(content);
  } catch (error) {
    if (error instanceof Error && /no identity matched/i.test(error.message)) throw new WrongKey();
    throw error;
  }
}

/** The key is not one for which it was encrypted. */
export class WrongKey extends Error {
  override readonly name = "WrongKey";
  constructor() {
    super("The backup was encrypted for another key");
  }
}
