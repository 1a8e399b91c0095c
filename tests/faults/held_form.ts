/** A form that does not come to its end. */
export function heldForm(request: (path: string, init: RequestInit) => Promise<Response>) {
  const rest = Promise.withResolvers<void>();
  const body = ReadableStream.from((async function* () {
    yield new TextEncoder().encode("email=");
    await rest.promise;
    yield new TextEncoder().encode("ana");
  })());
  const answer = request("/ingresar", {
    method: "POST",
    headers: { Origin: "http://localhost:8000", "Content-Type": "application/x-www-form-urlencoded" },
    body,
  });
  return {
    async finish() {
      rest.resolve();
      await (await answer).body?.cancel();
    },
  };
}
