import { Hono } from "hono";
import { assetRoutes, loadAssets } from "../../../src/http/assets.ts";
import type { Env } from "../../../src/http/env.ts";
import { headers } from "../../../src/http/security.ts";
import { Button } from "../../../views/components/button.tsx";
import { Checkbox, ChipGroup, Switch } from "../../../views/components/choices.tsx";
import { ErrorSummary } from "../../../views/components/field.tsx";
import { MoneyInput, Select, TextArea, TextInput } from "../../../views/components/inputs.tsx";
import { Timeline } from "../../../views/components/list.tsx";
import { ConfirmForm, Menu, MenuButton } from "../../../views/components/menu.tsx";
import { EmptyState, PageHeader, Panel } from "../../../views/components/panel.tsx";
import { PhotoStrip } from "../../../views/components/photos.tsx";
import { RepeatGroup } from "../../../views/components/repeat.tsx";
import { SearchOptions } from "../../../views/components/search.tsx";
import { SignaturePad } from "../../../views/components/signature.tsx";
import { Chip, Notice, TONES } from "../../../views/components/status.tsx";
import { DataTable } from "../../../views/components/table.tsx";
import { Layout } from "../../../views/layout.tsx";
import { aViewer } from "../../support/viewer.ts";

const ROWS = ["S01-000052", "S01-000051"];

/** One page with every part that a script moves, under the headers of the real server. */
function Parts({ theme }: { theme: "light" | "dark" }) {
  const viewer = aViewer({
    theme,
    badges: { printers: { state: "problem", count: 1 }, untold: 2, reviews: 1 },
  });
  return (
    <Layout viewer={viewer} title="Partes" section="orders">
      <PageHeader
        title="Partes"
        aside={
          <Menu label="Estado" face={<Chip tone="active" label="En curso" />} data-key="s">
            <MenuButton>Listo</MenuButton>
          </Menu>
        }
      />
      <Panel flush aria-label="Órdenes">
        <DataTable
          viewer={viewer}
          caption="Órdenes"
          rows={ROWS}
          href={(row) => `/llegada/${row}`}
          columns={[{ label: "Orden", cell: (row) => row }, { label: "Cliente", cell: () => "Ana" }]}
        />
      </Panel>
      <form method="post" action="/llegada/intake" data-draft-url="/borrador" data-guard="" class="stack">
        <TextInput viewer={viewer} name="client" label="Cliente" />
        <Select
          viewer={viewer}
          name="via"
          label="Avisar por"
          options={[{ value: "w", label: "WhatsApp" }]}
          empty
        />
        <RepeatGroup
          viewer={viewer}
          name="devices"
          count={1}
          min={1}
          max={2}
          entryLabel="Equipo #"
          addLabel="Agregar equipo"
          entry={(index) => (
            <>
              <TextInput viewer={viewer} name={`devices.${index}.brand`} label="Marca" />
              <TextInput
                viewer={viewer}
                name={`devices.${index}.serial`}
                label="Serie"
                code
                attributes={{ "data-scan-here": "" }}
              />
            </>
          )}
        />
        <ChipGroup
          viewer={viewer}
          choose="many"
          name="with"
          label="Con"
          choices={[{ value: "c", label: "Cargador" }]}
        />
        <MoneyInput viewer={viewer} name="deposit" label="Seña" />
        <Checkbox viewer={viewer} name="terms" label="Acepta" />
        <Switch viewer={viewer} name="print" label="Imprimir" checked />
        <PhotoStrip viewer={viewer} name="photos" fileName="files" uploadUrl="/fotos" label="Fotos" />
        <SignaturePad viewer={viewer} name="signature" typedName="signed_by" />
        <p class="draft-state" role="status"></p>
        <Button variant="primary">Recibir</Button>
      </form>
      <NoteForm />
      <ConfirmForm viewer={viewer} action="/llegada/anulada" question="¿Anular S01-000052?" label="Anular" />
      <div class="row">{TONES.map((tone) => <Chip tone={tone} label={tone} />)}</div>
      <Notice tone="waiting" title="Falta el correo">
        <p>Los avisos esperan.</p>
      </Notice>
      <Timeline
        label="Historial"
        entries={[{ title: "Recibido", time: "ayer", icon: "inbox", tone: "new" }]}
      />
      <EmptyState icon="inbox" title="Nada">Todavía nada.</EmptyState>
    </Layout>
  );
}

function NoteForm({ error, value }: { error?: string; value?: string }) {
  const viewer = aViewer();
  return (
    <form id="note" method="post" action="/nota" hx-post="/nota" hx-target="this" class="stack">
      <ErrorSummary viewer={viewer} errors={error ? [{ field: "note", message: error }] : []} />
      <TextArea viewer={viewer} name="note" label="Nota" value={value} error={error} />
      <Button>Agregar nota</Button>
    </form>
  );
}

export interface PartsServer {
  url: string;
  /** What arrived at `POST` addresses, in order. */
  posted: { path: string; token: string | undefined; form: FormData }[];
  stop(): Promise<void>;
}

export async function servePartsPage(): Promise<PartsServer> {
  const posted: PartsServer["posted"] = [];
  const app = new Hono<Env>();
  app.use(headers(false));
  app.route("/static", assetRoutes(await loadAssets()));
  app.use(async (c, next) => {
    if (c.req.method === "POST") {
      posted.push({ path: c.req.path, token: c.req.header("X-CSRF-Token"), form: await c.req.formData() });
    }
    await next();
  });
  app.get("/", (c) => c.html(<Parts theme={c.req.query("tema") === "dark" ? "dark" : "light"} />));
  app.all("/llegada/*", (c) => c.text("llegada"));
  app.all("/ordenes", (c) => c.text("órdenes"));
  app.all("/ingresos/nuevo", (c) => c.text("ingreso"));
  app.get("/buscar", (c) => {
    const query = c.req.query("q") ?? "";
    if (c.req.header("HX-Request") !== "true") return c.text("resultados");
    const options = ROWS.map((row) => ({
      id: row,
      href: `/llegada/${row}`,
      icon: "inbox" as const,
      title: row,
    }));
    return c.html(
      <SearchOptions
        viewer={aViewer()}
        query={query}
        allHref="/buscar"
        groups={[{ label: "Órdenes", options }]}
      />,
    );
  });
  app.post("/borrador", (c) => c.body(null, 204));
  app.post("/preferencias", (c) => c.redirect("/", 303));
  app.post(
    "/fotos",
    (c) => c.json({ id: "photo-1", url: "/static/icons/reparo.svg", thumbUrl: "/static/icons/reparo.svg" }),
  );
  app.post("/nota", (c) => {
    const note = String(posted.at(-1)?.form.get("note"));
    if (note === "500") return c.text("roto", 500);
    if (note === "") return c.html(<NoteForm error="Escriba la nota" />, 422);
    c.header("HX-Trigger", JSON.stringify({ toast: "Nota agregada" }));
    return c.html(<NoteForm />);
  });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.fetch);
  return { url: `http://127.0.0.1:${server.addr.port}`, posted, stop: () => server.shutdown() };
}
