/** What several programs do to a server that may be killed at any moment: each tries an act again, under its key, until it is answered. */

/** One thing that is asked once, however often it is sent. */
interface Act {
  kind: "order" | "note" | "charge" | "payment";
  /** Of the order, empty for a new one. */
  number: string;
  path: string;
  body: unknown;
  key: string;
}

/** What was acknowledged of one order. */
export interface Acknowledged {
  notes: number;
  charges: number;
  payments: number;
}

export interface Load {
  orders: Map<string, Acknowledged>;
  /** Acts that were sent a second time. */
  retried: number;
  /** Answers that told to come back later. */
  refused: number;
  /** Answers that no act may have. */
  faults: string[];
  /** Ends once every act has been answered. */
  end(): Promise<void>;
}

const ARS = (amount_minor: number) => ({ amount_minor, currency: "ARS" });

export function startLoad(
  { url, token, clients, random, mayRefuse = false, restMs = 0 }: {
    url: string;
    token: string;
    clients: number;
    random: () => number;
    /** Whether 503 with `Retry-After` is an answer that an act may have, and is sent again. */
    mayRefuse?: boolean;
    /** Between two acts of a client: without any they are as many as the processor can do. */
    restMs?: number;
  },
): Load {
  const orders = new Map<string, Acknowledged>();
  let made = 0;
  let ending = false;

  function next(): Act {
    const key = `act-${++made}`;
    const known = [...orders.keys()];
    const number = known[Math.floor(random() * known.length)];
    const kind = number === undefined || random() < 0.3
      ? "order"
      : (["note", "charge", "payment"] as const)[Math.floor(random() * 3)] ?? "note";
    if (kind === "order" || number === undefined) {
      return { kind: "order", number: "", key, path: "/api/ordenes/", body: anOrderWish(made) };
    }
    const at = `/api/ordenes/${number}`;
    if (kind === "note") return { kind, number, key, path: `${at}/notas`, body: { text: `Nota ${key}` } };
    if (kind === "charge") {
      const body = { description: `Cargo ${key}`, amount: ARS(2_000) };
      return { kind, number, key, path: `${at}/cargos`, body };
    }
    const body = { order_number: number, method: "transfer", kind: "deposit", amount: ARS(500) };
    return { kind, number, key, path: "/api/pagos/", body };
  }

  async function settle(act: Act): Promise<void> {
    for (let sent = 1;; sent++) {
      try {
        const answer = await fetch(url + act.path, {
          method: "POST",
          headers: {
            Authorization: `Bearer ${token}`,
            "Content-Type": "application/json",
            "Idempotency-Key": act.key,
          },
          body: JSON.stringify(act.body),
        });
        const text = await answer.text();
        if (sent > 1) load.retried++;
        if (mayRefuse && answer.status === 503 && answer.headers.has("Retry-After")) {
          load.refused++;
          await new Promise((resolve) => setTimeout(resolve, 200));
          continue;
        }
        if (answer.status !== 201) load.faults.push(`${act.kind} ${act.key}: ${answer.status} ${text}`);
        else acknowledge(act, text);
        return;
      } catch {
        // Killed before it answered, or not there again yet.
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  function acknowledge({ kind, number }: Act, text: string): void {
    if (kind === "order") {
      const { number: given } = JSON.parse(text) as { number: string };
      if (orders.has(given)) load.faults.push(`${given} was given twice`);
      orders.set(given, { notes: 0, charges: 0, payments: 0 });
      return;
    }
    const known = orders.get(number);
    if (known) known[`${kind}s`]++;
  }

  const running = Array.from({ length: clients }, async () => {
    while (!ending) {
      await settle(next());
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  });
  const load: Load = {
    orders,
    retried: 0,
    refused: 0,
    faults: [],
    async end() {
      ending = true;
      await Promise.all(running);
    },
  };
  return load;
}

/** A device that comes in, another one for each number. */
export function anOrderWish(at: number): unknown {
  const digits = String(at).padStart(7, "0");
  return {
    client: {
      name: `Clienta ${digits}`,
      contacts: [
        { kind: "phone", value: `11 4${digits}` },
        { kind: "email", value: `clienta-${at}@example.com` },
      ],
    },
    device: { category: "phone", brand: "Samsung", model: "Galaxy A54", serial: `R58N${digits}` },
    fault: "No carga",
    unsigned_reason: "Ingreso por la web",
  };
}
