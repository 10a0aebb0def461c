import { parseArgs } from 'node:util';
import type { DemoPorts } from './start-demo.ts';

/** What `demo --help` says. */
export const usage = `usage: wardgate demo [--once] [--port-base N]

Everything embedded, on loopback: a token issuer, a FHIR server with fifty synthetic patients, and the gateway between them, under policies/.
Takes a tour and prints it, shows the end of the audit log and verifies it, then serves until it is interrupted, with commands to try.
The audit log, the keys and the gateway's configuration stay in ./var/demo.

  --once           free ports and a temporary directory; ends after the tour
  --port-base N    the gateway on port N, its operators' port on N+1, the issuer on N+2, the FHIR server on N+3;
                   by default 8080, 9090, 9000 and 8888
  --help           show this text

Exit status: 0 served until asked to end; with --once, every step of the tour came out as src/demo/tour.ts says, and the audit log holds;
1 with --once, something else came out; 2 usage, a port that is taken, or a part that cannot start.
`;

export type DemoOptions = { readonly once: boolean; readonly ports: DemoPorts };

const usual: DemoPorts = { gateway: 8080, admin: 9090, issuer: 9000, backend: 8888 };
const free: DemoPorts = { gateway: 0, admin: 0, issuer: 0, backend: 0 };
const highest = 65_535 - 3;

const readPorts = (base: string | undefined, once: boolean): DemoPorts | undefined => {
  if (base === undefined) return once ? free : usual;
  const first = Number(base);
  return /^\d{1,5}$/.test(base) && first > 0 && first <= highest ? { gateway: first, admin: first + 1, issuer: first + 2, backend: first + 3 } : undefined;
};

/** Reads the arguments of `demo`; `wrong` says what is wrong with them. */
export const readDemoOptions = (args: readonly string[]): DemoOptions | 'help' | { readonly wrong: string } => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { once: { type: 'boolean', default: false }, 'port-base': { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    });
    if (values.help) return 'help';
    const ports = readPorts(values['port-base'], values.once);
    return ports === undefined ? { wrong: `\`--port-base\` takes a number from 1 to ${highest}` } : { once: values.once, ports };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : 'the arguments are malformed' };
  }
};
