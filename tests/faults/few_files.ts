/** Serves a word on a free port, which it prints, with as few open files as its starter leaves it. */
import { listen } from "../../src/http/listener.ts";

const { port } = listen({ hostname: "127.0.0.1", port: 0 }, () => new Response("well"));
console.log(port);
