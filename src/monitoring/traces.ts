/** By which OpenTelemetry's own package finds the span of what is being done (its `trace.getActiveSpan`). */
const ACTIVE = Symbol.for("OpenTelemetry Context Key SPAN");

/** Deno tells the whole address of whatever is asked, and of an error what it says, which names it again. */
const ADDRESS = new Set(["url.path", "url.query", "exception.message", "exception.stacktrace"]);

interface Span {
  updateName(name: string): Span;
  setAttribute(name: string, value: unknown): Span;
  setStatus(status: { code: number; message?: string }): Span;
}

/**
 * Links of clients and for another password, and what somebody looks for, stand in addresses: of each request, in and out, its span tells
 * the server alone. The runtime has no switch for that and makes its spans of the class that is changed here.
 */
export function keepAddressesOut(): void {
  const span = aSpan();
  if (!span) return;
  const spans: Span = Object.getPrototypeOf(span);
  const { setAttribute, setStatus } = spans;
  spans.setAttribute = function (name, value) {
    if (ADDRESS.has(name)) return this;
    return setAttribute.call(this, name, name === "url.full" ? originOf(String(value)) : value);
  };
  spans.setStatus = function ({ code }) {
    return setStatus.call(this, { code });
  };
}

/** Null where the runtime sends no traces. */
function aSpan(): Span | null {
  try {
    return Deno.telemetry.tracerProvider.getTracer("reparo").startSpan("");
  } catch (error) {
    if (error instanceof Error && error.message === "otel not initialized") return null;
    throw error;
  }
}

/** What the request under way was for. Nothing where no traces are sent. */
export function traceRoute({ method, route }: { method: string; route: string }): void {
  const span: Span | undefined = Deno.telemetry.contextManager.active().getValue(ACTIVE);
  span?.updateName(`${method} ${route}`).setAttribute("http.route", route);
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : "";
}
