import type { Contact } from "../../src/clients/client.ts";
import { answerTo, CONSENT_CHANNELS, type Consents } from "../../src/clients/consent.ts";
import type { ClientDevice, ClientOrder, ClientPage as Client } from "../../src/clients/queries.ts";
import type { Plan } from "../../src/mail/plan.ts";
import type { MailObstacles } from "../../src/mail/queries.ts";
import { paths } from "../../src/paths.ts";
import type { InboundLine } from "../../src/whatsapp/inbound_queries.ts";
import type { ClientAccount } from "../../src/payments/queries.ts";
import { agendaText } from "../agenda/text.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Excerpt } from "../components/excerpt.tsx";
import { Icon } from "../components/icon.tsx";
import { Pager } from "../components/list.tsx";
import { DescriptionList, EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Code, Notice } from "../components/status.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { DateText, TimeAgo } from "../components/time.tsx";
import { DEVICE_ICON } from "../devices/icons.ts";
import { Layout } from "../layout.tsx";
import { deviceName, StatusChip } from "../orders/status.tsx";
import { AccountPanel } from "../payments/account.tsx";
import { ClientPreintakePanel, type PreintakeOffer } from "../preintakes/link_panels.tsx";
import type { Viewer } from "../viewer.ts";
import { ClientInboundPanel } from "../whatsapp/inbound.tsx";
import { TermLine } from "../warranties/term.tsx";
import { BouncedLine } from "./bounced.tsx";
import { UnlessRefused } from "./no_chat.tsx";
import { text } from "./text.ts";

interface ClientPageProps {
  viewer: Viewer;
  client: Client;
  devices: readonly ClientDevice[];
  orders: { rows: ClientOrder[]; next: number | null };
  /** Whether these are not the newest orders. */
  older: boolean;
  mail: MailObstacles;
  /** What they owe; null for who may not see money. */
  account: ClientAccount | null;
  /** By which they announce devices; null for who may not hand it out. */
  preintake: { offer: PreintakeOffer; told: Plan } | null;
  /** What they wrote by WhatsApp apart from an order. */
  inbound: readonly InboundLine[];
}

export function ClientPage(
  { viewer, client, devices, orders, older, mail, account, preintake, inbound }: ClientPageProps,
) {
  const t = text[viewer.locale];
  const erased = client.erasedAt !== null;
  return (
    <Layout viewer={viewer} title={client.name} section="clients">
      <PageHeader
        title={client.name}
        aside={client.kind === "company" && <Chip tone="closed" icon="building-2" label={t.kinds.company} />}
        back={{ href: paths.clients(), label: t.title }}
        actions={
          <>
            {viewer.can("clients.erase") && (
              <LinkButton href={paths.clientErasure(client.id)} icon="shield" variant="quiet">
                {t.erasure.link}
              </LinkButton>
            )}
            {!erased && viewer.can("clients.edit") && (
              <LinkButton href={paths.clientEdit(client.id)} icon="pencil">{t.edit}</LinkButton>
            )}
            {!erased && viewer.can("agenda.manage") && (
              <LinkButton href={paths.newAppointment({ cliente: client.id })} icon="calendar">
                {agendaText[viewer.locale].book}
              </LinkButton>
            )}
            {!erased && viewer.can("intakes.create") && (
              <LinkButton href={paths.newIntake(client.id)} icon="plus" variant="primary">
                {t.newIntake}
              </LinkButton>
            )}
          </>
        }
      />
      <div class="split facts-first">
        <div>
          <Panel heading={t.orders} headingId="orders" icon="clipboard-list" flush>
            <DataTable
              viewer={viewer}
              caption={t.orders}
              columns={orderColumns(viewer)}
              rows={orders.rows}
              href={(order) => paths.order(order.number)}
              empty={<EmptyState icon="clipboard-list" title={t.noOrders} />}
            />
          </Panel>
          <Pager
            viewer={viewer}
            newer={older ? paths.client(client.id) : null}
            older={orders.next === null ? null : `${paths.client(client.id)}?desde=${orders.next}`}
          />
        </div>
        <div>
          {client.erasedAt === null
            ? <Contacts viewer={viewer} client={client} mail={mail} />
            : (
              <Notice tone="closed">
                {t.erasure.erasedOn} <DateText viewer={viewer} at={client.erasedAt} />.
              </Notice>
            )}
          <ClientInboundPanel viewer={viewer} lines={inbound} />
          {account && <AccountPanel viewer={viewer} clientId={client.id} account={account} />}
          <Devices viewer={viewer} clientId={client.id} devices={devices} receivable={!erased} />
          <Facts viewer={viewer} client={client} mail={mail} />
          {preintake && (
            <ClientPreintakePanel viewer={viewer} id={client.id} consents={client.consents} {...preintake} />
          )}
        </div>
      </div>
    </Layout>
  );
}

function orderColumns(viewer: Viewer): Column<ClientOrder>[] {
  const t = text[viewer.locale];
  return [
    { label: t.order, width: "shrink", cell: (order) => <Code>{order.number}</Code> },
    {
      label: t.device,
      width: "grow",
      cell: (order) => (
        <>
          {deviceName(viewer, order)}
          <div class="muted">
            <Excerpt text={order.fault} />
          </div>
          <TermLine viewer={viewer} number={order.number} endsAt={order.warrantyEndsAt} />
        </>
      ),
    },
    {
      label: t.status,
      width: "shrink",
      beside: true,
      cell: (order) => <StatusChip viewer={viewer} status={order.status} small />,
    },
    {
      label: t.received,
      width: "shrink",
      cell: (order) => <TimeAgo viewer={viewer} at={order.receivedAt} />,
    },
  ];
}

interface AboutMail {
  viewer: Viewer;
  client: Client;
  mail: MailObstacles;
}

function Contacts({ viewer, client: { id, contacts, consents }, mail }: AboutMail) {
  const t = text[viewer.locale];
  return (
    <Panel heading={t.contacts} headingId="contacts" icon="phone" flush={contacts.length > 0}>
      {contacts.length === 0 ? <p class="hint">{t.noContacts}</p> : (
        <ul class="link-list">
          {contacts.map((contact) => (
            <ContactLine
              viewer={viewer}
              clientId={id}
              consents={consents}
              contact={contact}
              bouncedSince={mail.bounced.get(contact.value)}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

const CONTACT_ICON = { phone: "phone", whatsapp: "message-circle", email: "mail" } as const;

function ContactLine(
  { viewer, clientId, consents, contact: { kind, value, display }, bouncedSince }: {
    viewer: Viewer;
    clientId: string;
    consents: Consents;
    contact: Contact;
    bouncedSince: number | undefined;
  },
) {
  const t = text[viewer.locale];
  return (
    <li>
      <Icon name={CONTACT_ICON[kind]} />
      <span class="grow">
        {kind === "email"
          ? <a class="row-link" href={`mailto:${encodeURI(value)}`} title={t.write(display)}>{display}</a>
          : <a class="row-link" href={`tel:${value}`} title={t.call(display)}>{display}</a>}
        <BouncedLine viewer={viewer} clientId={clientId} address={value} since={bouncedSince} />
      </span>
      {kind === "whatsapp" && (
        <UnlessRefused {...{ viewer, consents }}>
          <form method="post" action={paths.clientChat(clientId)} target="_blank">
            <CsrfField viewer={viewer} />
            <input type="hidden" name="number" value={value} />
            <Button size="small" iconEnd="external-link" title={t.whatsapp(display)}>
              {t.contactKinds.whatsapp}
            </Button>
          </form>
        </UnlessRefused>
      )}
    </li>
  );
}

function Devices(
  { viewer, clientId, devices, receivable }: {
    viewer: Viewer;
    clientId: string;
    devices: readonly ClientDevice[];
    receivable: boolean;
  },
) {
  const t = text[viewer.locale];
  return (
    <Panel heading={t.devices} headingId="devices" icon="smartphone" flush={devices.length > 0}>
      {devices.length === 0 ? <p class="hint">{t.noDevices}</p> : (
        <ul class="link-list">
          {devices.map((device) => (
            <li>
              <Icon name={DEVICE_ICON[device.category]} />
              <span class="grow">
                <a class="row-link" href={paths.device(device.id)}>{deviceName(viewer, device)}</a>
                {device.serial && (
                  <span class="sub">
                    <Code>{device.serial}</Code>
                  </span>
                )}
              </span>
              {receivable && viewer.can("intakes.create") && (
                <LinkButton
                  size="small"
                  icon="plus"
                  href={paths.newIntake(clientId, device.id)}
                  aria-label={`${t.receive} ${deviceName(viewer, device)}`}
                >
                  {t.receive}
                </LinkButton>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Facts({ viewer, client, mail }: AboutMail) {
  const t = text[viewer.locale];
  const since = (
    <>
      <DateText viewer={viewer} at={client.createdAt} /> {client.createdBy && t.addedBy(client.createdBy)}
    </>
  );
  return (
    <Panel heading={t.facts} headingId="facts" icon="info">
      <DescriptionList
        facts={[
          { term: t.document, value: client.document },
          { term: t.language, value: t.languages[client.locale] },
          { term: t.channel, value: t.channels[client.channel] },
          { term: t.consents, value: <ConsentLines viewer={viewer} client={client} />, wide: true },
          {
            term: t.optionalMails,
            value: mail.noOptionalSince !== null && (
              <>
                {t.noneSince} <DateText viewer={viewer} at={mail.noOptionalSince} />
              </>
            ),
            wide: true,
          },
          { term: t.address, value: client.address, wide: true },
          { term: t.notes, value: client.notes && <span class="prose">{client.notes}</span>, wide: true },
          { term: t.since, value: since, wide: true },
        ]}
      />
    </Panel>
  );
}

/** What they answered about each channel, when, and who noted it. */
function ConsentLines({ viewer, client }: { viewer: Viewer; client: Client }) {
  const t = text[viewer.locale];
  return (
    <>
      {CONSENT_CHANNELS.map((channel) => {
        const known = client.consents[channel];
        return (
          <div>
            {t.channels[channel]}: {t.answers[answerTo(client.consents, channel)]}
            {known && (
              <span class="muted">
                {" · "}
                <DateText viewer={viewer} at={known.at} /> · {known.by}
              </span>
            )}
          </div>
        );
      })}
    </>
  );
}
