import { DevBar } from "../../views/dev/bar.tsx";
import type { Recorded } from "./record.ts";

/** The same request for a page that is not compressed. */
export function plainly(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.delete("Accept-Encoding");
  return new Request(request, { headers });
}

/** A page in a tab gets the tools at its end. Parts, frames, files and documents with a policy of their own stay as they are. */
export async function withTools(
  response: Response,
  request: Request,
  recorded: Recorded,
): Promise<Response> {
  if (!takesTools(response, request)) return response;
  const text = await response.text();
  const end = text.lastIndexOf("</body>");
  const whole = end < 0 ? text : text.slice(0, end) + String(<DevBar request={recorded} />) + text.slice(end);
  return new Response(whole, { status: response.status, headers: response.headers });
}

function takesTools({ headers, body }: Response, request: Request): boolean {
  return body !== null && (headers.get("Content-Type") ?? "").startsWith("text/html") &&
    (headers.get("Content-Security-Policy") ?? "").includes("script-src 'self'") &&
    (request.headers.get("Sec-Fetch-Dest") ?? "document") === "document";
}
