/** What every stand-in of a provider can do besides its contract. */
export interface ProviderServer {
  url: string;
  /** What was asked of it, `POST /checkout/preferences`. */
  asked: string[];
  /** Answers so instead of by its contract; `hang` never answers. */
  fault: number | "hang" | null;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Serves a provider's contract on a free port of this machine. */
export function serveProvider(
  answer: (request: Request, url: URL) => Response | Promise<Response>,
): ProviderServer {
  const stopping = new AbortController();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const url = new URL(request.url);
    provider.asked.push(`${request.method} ${url.pathname}`);
    if (provider.fault === "hang") {
      await new Promise((resolve) => stopping.signal.addEventListener("abort", resolve, { once: true }));
    }
    if (typeof provider.fault === "number") return new Response("{}", { status: provider.fault });
    return await answer(request, url);
  });
  const provider: ProviderServer = {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked: [],
    fault: null,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await server.shutdown();
    },
  };
  return provider;
}
