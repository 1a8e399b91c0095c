/** `style`, `page`: files of that kind changed; `request`: one was answered. */
export type News = { kind: "style" | "page" } | { kind: "request"; id: string };

export interface NewsDesk {
  /** Answers a request for a WebSocket. */
  join(request: Request): Response;
  tell(news: News): void;
}

/**
 * Tells open pages what is new. By WebSocket: a browser keeps six event streams to a server, which pages have a better use for.
 * The first message names the process, so that a page learns that another one answers now.
 */
export function openNews(stopping: AbortSignal): NewsDesk {
  const sockets = new Set<WebSocket>();
  const process = crypto.randomUUID();
  stopping.addEventListener("abort", () => sockets.forEach((socket) => socket.close()));
  return {
    join(request) {
      const { socket, response } = Deno.upgradeWebSocket(request);
      socket.addEventListener("open", () => {
        sockets.add(socket);
        socket.send(JSON.stringify({ kind: "process", process }));
      });
      socket.addEventListener("close", () => sockets.delete(socket));
      return response;
    },
    tell(news) {
      for (const socket of sockets) {
        if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(news));
      }
    },
  };
}
