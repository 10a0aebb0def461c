import type { Judged } from './judge-tour.ts';
import { printRecord } from './print-record.ts';
import type { Stage, StepHeaders, TourRequest } from './tour-step.ts';

const idsIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
    name === 'reference' && typeof member === 'string' ? [member.slice(member.indexOf('/') + 1)] : idsIn(member));
};

const followed = { next: 'the next page of', location: 'the Location of', first: 'the first of' } as const;

const printHeader = ([name, value]: [string, string]): string => (name === 'X-Break-Glass' ? name : `${name}: ${value}`);

// What is accepted says little; the others change what is answered.
const printHeaders = (headers: StepHeaders = {}): string => {
  const telling = Object.entries(headers).filter(([name]) => name !== 'Accept').map(printHeader);
  return telling.length === 0 ? '' : ` (${telling.join(', ')})`;
};

const printRequest = (request: TourRequest): string => {
  if ('follow' in request) return `GET ${followed[request.follow]} "${request.of}"${request.then ?? ''}`;
  if ('form' in request) return `${request.method} ${request.path} ${request.form}`;
  if ('body' in request) return `${request.method} ${request.path}${request.method === 'POST' ? ` (${idsIn(request.body).join(', ')})` : ''}`;
  return `GET ${request.path}${printHeaders(request.headers)}`;
};

const stages: Readonly<Record<Stage, string>> = {
  request: 'request', scope: 'scope gate', policy: 'policy gate', confinement: 'confinement gate', data: 'check of the data',
};

// Rows decide what is permitted, and where they deny; at the other gates they were only what was tried.
const printDecider = ({ decider, places }: Judged): string => {
  if (decider === undefined) return 'open to anyone';
  const { stage, refusal = '' } = decider;
  const rows = stage === undefined || stage === 'policy' ? places : [];
  return [...rows, ...(stage === undefined ? [] : [`${stages[stage]}: ${refusal}`])].join(', ');
};

const cellsOf = (judged: Judged): readonly string[] => {
  const { step, status, resources } = judged;
  return [step.who, printRequest(step.request), String(status), resources === undefined ? '-' : String(resources), printDecider(judged)];
};

const head = ['who', 'request', 'status', 'resources', 'decided by'];
const numeric = [2, 3];
// Records that are read here are not cut.
const wide = 1000;

/** A table with a blank line wherever somebody else asks. */
const printTable = (rows: readonly (readonly string[])[]): string => {
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string => (numeric.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0));
  return rows.map((row, at) => `${row[0] === rows[at - 1]?.[0] ? '' : '\n'}${row.map(pad).join('  ').trimEnd()}\n`).join('').trimStart();
};

/** The rows that the table names, as they stand in policy.csv. */
const printRows = (judged: readonly Judged[], policy: string): string => {
  const lines = policy.split('\n');
  const places = [...new Set(judged.flatMap((each) => each.places))].map((place) => ({ place, line: Number(place.split(':')[1]) }));
  return places.sort((a, b) => a.line - b.line).map(({ place, line }) => `${place.padEnd(14)}  ${lines[line - 1] ?? ''}\n`).join('');
};

const printLook = ({ step, text }: Judged): string => (step.look === true ? `As ${step.who} ${step.sentence}:\n\n${text}\n\n` : '');

/** The records of emergencies, whole. */
const printEmergencies = (judged: readonly Judged[]): string => {
  const records = judged.flatMap(({ emergency }) => emergency ?? []);
  return records.length === 0 ? '' : `Kept of emergencies, for review:\n\n${records.map((record) => `${printRecord(record, wide)}\n`).join('')}\n`;
};

const printDifference = ({ step, differences }: Judged): string => `  ${step.who} ${step.sentence}: ${differences.join('; ')}\n`;

/** The tour as a table, the rows of `policy` that it names, and whether all came out as the file says. */
export const printTour = (judged: readonly Judged[], policy: string): string => {
  const wrong = judged.filter(({ differences }) => differences.length > 0);
  const verdict = wrong.length === 0 ? `all ${judged.length} steps came out as src/demo/tour.ts says` : `${wrong.length} of ${judged.length} steps did not come out as src/demo/tour.ts says:`;
  return `${printTable([head, ...judged.map(cellsOf)])}\n${printRows(judged, policy)}\n${judged.map(printLook).join('')}${printEmergencies(judged)}${verdict}\n${wrong.map(printDifference).join('')}`;
};
