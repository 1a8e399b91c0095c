import { VERSION } from "./version.ts";

export const HELP =
  `printer-daemon ${VERSION}: prints the labels of a Reparo server on the printers of this network.

  printer-daemon [run]               print until stopped
  printer-daemon pair CODE           fetch this computer's key with the code from the printers page
  printer-daemon check               read the configuration, find the server, ask every printer how and what it is
  printer-daemon check --accept KEY  the printer that now sits at the address of KEY is the right one
  printer-daemon probe HOST[:PORT]   everything that one device says of itself, and an entry for the configuration
  printer-daemon discover [NETWORK…] call port 9100 of every address, of "lan" in the configuration or as given
  printer-daemon --help

  --config FILE        configuration, printer-daemon.json otherwise; probe and discover NETWORK need none
  --json               probe, discover: facts as JSON
  --port PORT          discover: another port than 9100
  --until-stdin-ends   stop when standard input is closed, as it is when the program that started this one is gone

discover asks whatever listens; an office printer may put the question on paper. At most 4096 addresses (/20) at once.

Exit codes: 0 stopped, or all is well · 1 failed, or check, probe, discover found something wrong or nothing
2 configuration, usage or missing permission · 3 another computer uses this key · 4 already running
`;

/** A message for the person at the terminal and the exit code that goes with it. */
export class Halt extends Error {
  constructor(readonly code: number, message: string) {
    super(message);
  }
}

export interface Arguments {
  command: string;
  words: string[];
  configPath: string;
  port: number;
  json: boolean;
  accept: string | null;
  untilStdinEnds: boolean;
}

/** Throws Halt for an option that does not exist. */
export function parseArguments(args: readonly string[]): Arguments {
  const words: string[] = [];
  const parsed: Omit<Arguments, "command" | "words"> = {
    configPath: "printer-daemon.json",
    port: 9100,
    json: false,
    accept: null,
    untilStdinEnds: false,
  };
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? "";
    if (word === "--config") parsed.configPath = args[++index] ?? "";
    else if (word === "--port") parsed.port = portOf(args[++index]);
    else if (word === "--accept") parsed.accept = args[++index] ?? "";
    else if (word === "--json") parsed.json = true;
    else if (word === "--until-stdin-ends") parsed.untilStdinEnds = true;
    else if (word.startsWith("-")) throw new Halt(2, `unknown option ${word}\n\n${HELP}`);
    else words.push(word);
  }
  const [command = "run", ...rest] = words;
  return { command, words: rest, ...parsed };
}

export function portOf(text: string | undefined): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Halt(2, `${text} is no port`);
  return port;
}
