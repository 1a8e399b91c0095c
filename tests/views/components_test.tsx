import assert from "node:assert/strict";
import { Button, LinkButton } from "../../views/components/button.tsx";
import { Checkbox, ChipGroup, Switch } from "../../views/components/choices.tsx";
import { ConflictPanel } from "../../views/components/conflict.tsx";
import { ErrorSummary } from "../../views/components/field.tsx";
import { DateInput, MoneyInput, Select, TextArea, TextInput } from "../../views/components/inputs.tsx";
import { Pager, Tabs, Timeline } from "../../views/components/list.tsx";
import { ConfirmForm, Menu, MenuButton, MenuLink } from "../../views/components/menu.tsx";
import { DescriptionList, EmptyState, PageHeader, Panel, StatCard } from "../../views/components/panel.tsx";
import { PhotoStrip } from "../../views/components/photos.tsx";
import { RepeatGroup } from "../../views/components/repeat.tsx";
import { SignaturePad } from "../../views/components/signature.tsx";
import { Badge, Chip, Code, Notice, TONES } from "../../views/components/status.tsx";
import { DataTable } from "../../views/components/table.tsx";
import { Money, TimeAgo } from "../../views/components/time.tsx";
import { aViewer, NOON } from "../support/viewer.ts";

const viewer = aViewer();
const EVIL = `"'><script>alert(1)</script>&`;

Deno.test("no component lets markup through, in text or in an attribute", () => {
  const parts = [
    <Button title={EVIL} value={EVIL}>{EVIL}</Button>,
    <LinkButton href={`/x?q=${EVIL}`}>{EVIL}</LinkButton>,
    <TextInput
      viewer={viewer}
      name="a"
      label={EVIL}
      value={EVIL}
      hint={EVIL}
      error={EVIL}
      placeholder={EVIL}
    />,
    <TextArea viewer={viewer} name="a" label={EVIL} value={EVIL} />,
    <Select
      viewer={viewer}
      name="a"
      label={EVIL}
      options={[{ value: EVIL, label: EVIL }]}
      value={EVIL}
      empty={EVIL}
    />,
    <DateInput viewer={viewer} name="a" label={EVIL} value={EVIL} />,
    <MoneyInput viewer={viewer} name="a" label={EVIL} value={EVIL} />,
    <Checkbox viewer={viewer} name="a" label={EVIL} value={EVIL} />,
    <Switch viewer={viewer} name="a" label={EVIL} />,
    <ChipGroup
      viewer={viewer}
      choose="many"
      name="a"
      label={EVIL}
      choices={[{ value: EVIL, label: EVIL, note: EVIL }]}
    />,
    <ErrorSummary viewer={viewer} errors={[{ field: EVIL, message: EVIL }]} />,
    <ConflictPanel
      viewer={viewer}
      by={EVIL}
      fields={[{ label: EVIL, theirs: EVIL, yours: EVIL, differs: true }]}
    />,
    <Tabs label={EVIL} tabs={[{ href: EVIL, label: EVIL }]} />,
    <Timeline
      label={EVIL}
      entries={[{ title: EVIL, time: EVIL, actor: EVIL, icon: "wrench", body: EVIL }]}
    />,
    <ConfirmForm viewer={viewer} action="/x" question={EVIL} label={EVIL} />,
    <Menu label={EVIL}>
      <MenuLink href={EVIL}>{EVIL}</MenuLink>
      <MenuButton value={EVIL}>{EVIL}</MenuButton>
    </Menu>,
    <DescriptionList facts={[{ term: EVIL, value: EVIL }]} />,
    <EmptyState icon="inbox" title={EVIL}>{EVIL}</EmptyState>,
    <PageHeader title={EVIL} lead={EVIL} back={{ href: EVIL, label: EVIL }} />,
    <Panel heading={EVIL}>{EVIL}</Panel>,
    <StatCard label={EVIL} value={EVIL} note={EVIL} href={EVIL} />,
    <PhotoStrip
      viewer={viewer}
      name="p"
      fileName="f"
      uploadUrl={EVIL}
      label={EVIL}
      photos={[{ id: EVIL, url: EVIL, thumbUrl: EVIL, name: EVIL }]}
    />,
    <SignaturePad viewer={viewer} name="s" typedName="t" label={EVIL} value={EVIL} typedValue={EVIL} />,
    <Chip tone="ready" label={EVIL} />,
    <Badge count={1} label={EVIL} />,
    <Code>{EVIL}</Code>,
    <Notice tone="problem" title={EVIL}>{EVIL}</Notice>,
    <DataTable
      viewer={viewer}
      caption={EVIL}
      rows={[EVIL]}
      href={(row) => row}
      columns={[{ label: EVIL, cell: (row) => row }]}
    />,
  ];
  for (const part of parts) {
    const html = part.toString();
    assert.ok(!html.includes("<script"), html);
    assert.ok(html.includes("&lt;script&gt;"), html);
    assert.doesNotMatch(html, /\sstyle=/);
  }
});

Deno.test("a field ties its label, hint and error to its control", () => {
  const html = (
    <TextInput
      viewer={viewer}
      name="devices.0.brand"
      label="Marca"
      hint="Como dice la etiqueta"
      error="Falta"
      required
    />
  ).toString();
  assert.match(html, /<label for="f-devices-0-brand"/);
  assert.match(html, /<input[^>]* id="f-devices-0-brand"[^>]*name="devices\.0\.brand"/);
  assert.match(html, /aria-invalid="true"/);
  assert.match(html, /aria-describedby="f-devices-0-brand-hint f-devices-0-brand-error"/);
  assert.match(html, /<p class="hint" id="f-devices-0-brand-hint">/);
  assert.match(html, /<p class="field-error" id="f-devices-0-brand-error">/);
  assert.match(html, /<input[^>]* required/);
});

Deno.test("a field without an error says nothing of one", () => {
  const html = (<TextInput viewer={viewer} name="brand" label="Marca" />).toString();
  assert.doesNotMatch(html, /aria-invalid|aria-describedby|required|readonly|disabled/);
});

Deno.test("the summary leads to each field and is gone when nothing is wrong", () => {
  const html =
    (<ErrorSummary viewer={viewer} errors={[{ field: "client.name", message: "Falta el nombre" }]} />)
      .toString();
  assert.match(html, /Hay 1 dato para corregir/);
  assert.match(html, /<a href="#f-client-name">Falta el nombre<\/a>/);
  assert.equal(
    (<div>
      <ErrorSummary viewer={viewer} errors={[]} />
    </div>).toString(),
    "<div></div>",
  );
});

Deno.test("chips are radio buttons or check boxes with what was chosen ticked", () => {
  const choices = [{ value: "a", label: "A" }, { value: "b", label: "B" }];
  const many =
    (<ChipGroup viewer={viewer} choose="many" name="x" label="X" choices={choices} chosen={["b"]} />)
      .toString();
  assert.match(many, /<input type="checkbox" name="x" value="b" checked/);
  assert.doesNotMatch(many, /value="a" checked/);
  const one = (<ChipGroup viewer={viewer} choose="one" name="x" label="X" choices={choices} required />)
    .toString();
  assert.equal((one.match(/type="radio"/g) ?? []).length, 2);
  assert.equal((one.match(/ required/g) ?? []).length >= 2, true);
});

Deno.test("a table names each cell for the card it becomes, and links the row once", () => {
  const rows = [{ number: "S01-000052", client: "Ana" }];
  const html = (
    <DataTable
      viewer={viewer}
      caption="Órdenes"
      rows={rows}
      href={(row) => `/ordenes/${row.number}`}
      columns={[
        { label: "Orden", cell: (row) => row.number, sort: { href: "?orden=asc", direction: "descending" } },
        { label: "Cliente", cell: (row) => row.client },
        { label: "Acciones", cell: () => "…", actions: true },
      ]}
    />
  ).toString();
  assert.match(html, /<caption class="visually-hidden">Órdenes<\/caption>/);
  assert.match(html, /<th scope="col"[^>]*aria-sort="descending"/);
  assert.match(html, /<a class="row-link" href="\/ordenes\/S01-000052">S01-000052<\/a>/);
  assert.deepEqual([...html.matchAll(/data-label="([^"]*)"/g)].map((match) => match[1]), ["Cliente"]);
});

Deno.test("a table without rows teaches instead", () => {
  const html = (
    <DataTable
      viewer={viewer}
      caption="X"
      rows={[]}
      columns={[{ label: "A", cell: () => "" }]}
      empty={<p>Nada todavía</p>}
      id="list"
    />
  ).toString();
  assert.equal(html, `<div id="list"><p>Nada todavía</p></div>`);
});

Deno.test("a pager only offers pages that exist", () => {
  const html = (<Pager viewer={viewer} older="/ordenes?antes=5" />).toString();
  assert.match(html, /rel="next"/);
  assert.doesNotMatch(html, /rel="prev"/);
  assert.equal(
    (<div>
      <Pager viewer={viewer} />
    </div>).toString(),
    "<div></div>",
  );
});

Deno.test("time is relative with the exact instant in title and datetime, in both languages", () => {
  const at = NOON - 2 * 3_600_000;
  const es = (<TimeAgo viewer={viewer} at={at} />).toString();
  assert.match(es, /<time datetime="2026-11-23T11:42:00\.000Z" title="[^"]*08:42">hace 2 h<\/time>/);
  const en = (<TimeAgo viewer={aViewer({ locale: "en", timeZone: "UTC" })} at={at} />).toString();
  assert.match(en, /title="[^"]*11:42">2 hr ago<\/time>/);
});

Deno.test("money is worded by locale and currency, and a debt is marked", () => {
  assert.match(
    (<Money viewer={viewer} minor={1234560} />).toString(),
    /<span class="amount">\$.12\.345,60<\/span>/,
  );
  assert.match((<Money viewer={viewer} minor={-500} />).toString(), /class="amount negative"/);
});

Deno.test("a chip says its state in words beside colour and sign", () => {
  for (const tone of TONES) {
    assert.equal(
      (<Chip tone={tone} label="En reparación" />).toString(),
      `<span class="chip tone-${tone}">En reparación</span>`,
    );
  }
});

Deno.test("repeated entries have numbered names, a template, and buttons that work without scripts", () => {
  const html = (
    <RepeatGroup
      viewer={viewer}
      name="devices"
      count={2}
      min={1}
      entryLabel="Equipo #"
      addLabel="Agregar equipo"
      entry={(index) => <TextInput viewer={viewer} name={`devices.${index}.brand`} label="Marca" />}
    />
  ).toString();
  const [shown = "", template = ""] = html.split("<template>");
  assert.deepEqual([...shown.matchAll(/ name="(devices[^"]*)"/g)].map((match) => match[1]), [
    "devices.0.brand",
    "devices.1.brand",
  ]);
  assert.match(template, / name="devices\.__index__\.brand"/);
  assert.match(html, /type="submit"[^>]*name="remove" value="devices\.1" formnovalidate/);
  assert.match(html, /name="add"[^>]*value="devices"|value="devices"[^>]*name="add"/);
});

Deno.test("the last entry that must stay cannot be removed", () => {
  const html = (
    <RepeatGroup
      viewer={viewer}
      name="d"
      count={1}
      min={1}
      entryLabel="#"
      addLabel="+"
      entry={() => <i></i>}
    />
  ).toString();
  const [shown = ""] = html.split("<template>");
  assert.match(shown, /data-repeat-remove=""[^>]* hidden/);
});

Deno.test("a form that asks first carries its question and the token", () => {
  const html = (<ConfirmForm viewer={viewer} action="/ordenes/1/estado" question="¿Anular?" label="Anular" />)
    .toString();
  assert.match(html, /<form method="post" action="\/ordenes\/1\/estado"/);
  assert.match(html, /data-confirm="¿Anular\?"/);
  assert.match(html, /name="_csrf" value="token-of-the-session"/);
});
