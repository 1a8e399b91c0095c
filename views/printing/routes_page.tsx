import { paths } from "../../src/paths.ts";
import {
  languageOf,
  MOST_COPIES,
  PRINT_DOCUMENTS,
  type PrintDocument,
  printsItself,
} from "../../src/printing/document.ts";
import type { RouteMatrix, RouteMatrixPrinter } from "../../src/printing/routing.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Checkbox } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextInput } from "../components/inputs.tsx";
import { Tabs } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { queueText } from "./queue_text.ts";
import { printingText } from "./text.ts";

export interface RoutesPageProps {
  viewer: Viewer;
  branches: readonly { id: string; code: string; name: string }[];
  branchId: string;
  matrix: RouteMatrix;
}

/** Documents × printers of one branch, with copies and whether each prints by itself. A plain form. */
export function RoutesPage({ viewer, branches, branchId, matrix }: RoutesPageProps) {
  const text = queueText[viewer.locale].routes;
  return (
    <Layout viewer={viewer} title={text.title} section="admin" width="wide">
      <PageHeader
        title={text.title}
        lead={text.lead}
        back={{ href: paths.printers(), label: printingText[viewer.locale].printers.title }}
      />
      {branches.length > 1 && (
        <Tabs
          label={text.branch}
          tabs={branches.map((branch) => ({
            href: paths.printRoutes(branch.id),
            label: `${branch.code} · ${branch.name}`,
            current: branch.id === branchId,
          }))}
        />
      )}
      {matrix.printers.length === 0
        ? (
          <Panel>
            <EmptyState
              icon="printer"
              title={text.noPrinters}
              action={
                <LinkButton href={paths.agents()} icon="plus">
                  {printingText[viewer.locale].agentPage.pair}
                </LinkButton>
              }
            >
              {printingText[viewer.locale].printers.empty}
            </EmptyState>
          </Panel>
        )
        : (
          <form method="post" action={paths.printRoutes(branchId)} class="stack" data-guard="">
            <CsrfField viewer={viewer} />
            <Matrix viewer={viewer} matrix={matrix} language="zpl" heading={text.labels} />
            <Matrix viewer={viewer} matrix={matrix} language="escpos" heading={text.receipts} />
            <div class="act-bar">
              <Button variant="primary" icon="save">{text.save}</Button>
            </div>
          </form>
        )}
    </Layout>
  );
}

interface MatrixProps {
  viewer: Viewer;
  matrix: RouteMatrix;
  language: "zpl" | "escpos";
  heading: string;
}

function Matrix({ viewer, matrix, language, heading }: MatrixProps) {
  const text = queueText[viewer.locale].routes;
  const printers = matrix.printers.filter((printer) => printer.language === language);
  const documents = PRINT_DOCUMENTS.filter((document) => languageOf(document) === language);
  const id = `routes-${language}`;
  if (printers.length === 0) {
    return (
      <Panel heading={heading} headingId={id} icon={language === "zpl" ? "tag" : "receipt"}>
        <p class="muted">{text.none}</p>
      </Panel>
    );
  }
  const columns: Column<PrintDocument>[] = [
    {
      label: text.document,
      width: "grow",
      cell: (document) => <DocumentName viewer={viewer} document={document} />,
    },
    ...printers.map((printer): Column<PrintDocument> => ({
      label: printer.name,
      cell: (document) => <RouteCell viewer={viewer} matrix={matrix} at={{ document, printer }} />,
    })),
  ];
  return (
    <Panel
      id={`route-matrix-${language}`}
      heading={heading}
      headingId={id}
      icon={language === "zpl" ? "tag" : "receipt"}
      flush
    >
      <DataTable viewer={viewer} caption={`${text.caption}: ${heading}`} columns={columns} rows={documents} />
    </Panel>
  );
}

function DocumentName({ viewer, document }: { viewer: Viewer; document: PrintDocument }) {
  const { documents, routes: text } = queueText[viewer.locale];
  return (
    <>
      <strong>{documents[document]}</strong>
      <p class="muted">{text.when[document] ?? text.onRequest}</p>
      {document === "label_accessory" && <p class="muted">{text.accessoryNote}</p>}
    </>
  );
}

interface RouteCellProps {
  viewer: Viewer;
  matrix: RouteMatrix;
  at: { document: PrintDocument; printer: RouteMatrixPrinter };
}

/** The fields are numbered: a name with the printer's id in it would be no name of a field. */
function RouteCell({ viewer, matrix, at: { document, printer } }: RouteCellProps) {
  const { documents, routes: text } = queueText[viewer.locale];
  const route = matrix.routes.find((one) => one.document === document && one.printerId === printer.id);
  const index = PRINT_DOCUMENTS.indexOf(document);
  const name = `routes.${matrix.printers.indexOf(printer)}.${index}`;
  const id = `route-${matrix.printers.indexOf(printer)}-${index}`;
  return (
    <div class="route-cell">
      <input type="hidden" name={`${name}.document`} value={document} />
      <input type="hidden" name={`${name}.printer_id`} value={printer.id} />
      <Checkbox
        viewer={viewer}
        id={`${id}-on`}
        name={`${name}.on`}
        label={text.onIt}
        checked={route !== undefined}
        attributes={{ "aria-label": `${documents[document]}: ${text.prints(printer.name)}` }}
      />
      <TextInput
        viewer={viewer}
        id={`${id}-copies`}
        name={`${name}.copies`}
        label={text.copies}
        hideLabel
        type="number"
        inputmode="numeric"
        min="1"
        max={String(MOST_COPIES)}
        value={String(route?.copies ?? 1)}
        class="short"
        attributes={{ "aria-label": text.copiesOf(documents[document], printer.name) }}
      />
      {printsItself(document) && (
        <Checkbox
          viewer={viewer}
          id={`${id}-auto`}
          name={`${name}.auto`}
          label={text.auto}
          checked={route ? route.auto : true}
          attributes={{ "aria-label": text.autoOf(documents[document], printer.name) }}
        />
      )}
    </div>
  );
}
