import type { Logged } from './audit-trail.ts';

// What tells most comes first, so that it is there when the rest is cut.
const order = [
  'seq', 'kind', 'decision', 'subject', 'rows', 'refusal', 'interaction', 'type', 'status', 'returned', 'bytes', 'complete', 'gate', 'id', 'reach', 'confinement', 'method', 'time', 'prev',
];

const rankOf = (name: string): number => order.indexOf(name) + 1 || order.length + 1;

/** Leaves the first twelve digits of every hash. */
export const withShortHashes = (text: string): string => text.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1…');

/** A record as one line of JSON: its telling members first, and `…` for those that do not fit into the width. */
export const printRecord = (record: Logged, width: number): string => {
  const members = Object.entries(record)
    .sort(([one], [other]) => rankOf(one) - rankOf(other))
    .map(([name, value]) => `${JSON.stringify(name)}:${withShortHashes(JSON.stringify(value))}`);
  const fitting: string[] = [];
  let room = width - '{,…}'.length;
  for (const member of members) {
    if (member.length + 1 > room) continue;
    fitting.push(member);
    room -= member.length + 1;
  }
  return `{${fitting.join()}${fitting.length < members.length ? ',…' : ''}}`;
};
