/** What a calendar is told of an appointment; instants are UTC milliseconds, a text that nobody gave is "". */
export interface CalendarEvent {
  /** The same for ever, also when the appointment moves. */
  uid: string;
  /** Rises with each change. */
  sequence: number;
  cancelled: boolean;
  /** When this was written. */
  at: number;
  startsAt: number;
  endsAt: number;
  summary: string;
  description: string;
  location: string;
  /** Without an address calendars are told of the event, and not asked whether they take part. */
  organizer: { name: string; email: string };
  attendee: { name: string; email: string };
}

type Method = "REQUEST" | "CANCEL" | "PUBLISH";

export function calendarMethod({ cancelled, organizer }: CalendarEvent): Method {
  if (organizer.email === "") return "PUBLISH";
  return cancelled ? "CANCEL" : "REQUEST";
}

/** An iCalendar object (RFC 5545) of one event, its times in UTC so that no zone has to be described. */
export function calendarFile(event: CalendarEvent): string {
  const { organizer, attendee } = event;
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Reparo//Reparo//ES",
    "CALSCALE:GREGORIAN",
    `METHOD:${calendarMethod(event)}`,
    "BEGIN:VEVENT",
    `UID:${escaped(event.uid)}`,
    `DTSTAMP:${instant(event.at)}`,
    `SEQUENCE:${event.sequence}`,
    `DTSTART:${instant(event.startsAt)}`,
    `DTEND:${instant(event.endsAt)}`,
    `STATUS:${event.cancelled ? "CANCELLED" : "CONFIRMED"}`,
    `SUMMARY:${escaped(event.summary)}`,
    ...(event.description === "" ? [] : [`DESCRIPTION:${escaped(event.description)}`]),
    ...(event.location === "" ? [] : [`LOCATION:${escaped(event.location)}`]),
    ...(organizer.email === "" ? [] : [`ORGANIZER;CN=${quoted(organizer.name)}:mailto:${organizer.email}`]),
    ...(organizer.email === "" || attendee.email === "" ? [] : [
      `ATTENDEE;CN=${quoted(attendee.name)};ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:${attendee.email}`,
    ]),
    "TRANSP:OPAQUE",
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

/** `20261127T130000Z`. */
function instant(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}|[-:]/g, "");
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, (char) => `\\${char}`).replace(/\r\n?|\n/g, "\\n").replace(/\p{Cc}/gu, "");
}

/** A parameter's value has no way to hold a quotation mark. */
function quoted(text: string): string {
  return `"${text.replace(/["\p{Cc}]/gu, " ").trim()}"`;
}

const LONGEST_LINE = 75;

/** No line longer than 75 octets, and no character torn apart. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  let out = "";
  let length = 0;
  for (const char of line) {
    const size = encoder.encode(char).length;
    if (length + size > LONGEST_LINE) {
      out += "\r\n ";
      length = 1;
    }
    out += char;
    length += size;
  }
  return out;
}
