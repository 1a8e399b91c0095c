/** The nth post of a program that adds a client under a key. */
export function keyed(token: string, at: number): RequestInit {
  return {
    method: "POST",
    headers: {
      "Authorization": `Bearer ${token}`,
      "Content-Type": "application/json",
      "Idempotency-Key": `cliente-${at}`,
    },
    body: JSON.stringify({ name: `Cliente ${at}` }),
  };
}
