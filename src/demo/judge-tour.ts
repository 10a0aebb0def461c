import { isDeepStrictEqual } from 'node:util';
import type { Logged } from './audit-trail.ts';
import type { Answered } from './run-tour.ts';
import type { Decider } from './tour-step.ts';

/** A step, what came of it, and how that differs from what the tour says. */
export type Judged = Answered & {
  /** Where the deciding rows stand, as the audit log names them: `policy.csv:82`. */
  readonly places: readonly string[];
  /** Absent where nothing was recorded. */
  readonly decider: Decider | undefined;
  /** What was kept of an emergency, for review. */
  readonly emergency: Logged | undefined;
  /** In words; none: as the tour says. */
  readonly differences: readonly string[];
};

/** The cells of a line of policy.csv that tell a row from others; `allow` goes without saying. */
const cellsAt = (policy: readonly string[], place: string): string => {
  const [, ...cells] = (policy[Number(place.split(':')[1]) - 1] ?? '').split(',').map((cell) => cell.trim());
  return cells.filter((cell) => cell !== '' && cell !== 'allow').join(' ');
};

const emergencyIn = (records: readonly Logged[]) => records.find((record) => record.kind === 'break-glass');

/** What the records of one request say; the rows by their places. */
const deciderIn = (records: readonly Logged[]): Decider | undefined => {
  const decision = records.find((record) => record.kind === 'decision');
  const outcome = records.find((record) => record.kind === 'outcome');
  if (decision === undefined) return undefined;
  const { rows = [] } = decision;
  if (decision.decision === 'deny') return { rows, stage: decision.gate ?? 'request', refusal: decision.refusal };
  if (outcome?.refusal !== undefined) return { rows: [], stage: 'data', refusal: outcome.refusal };
  const reason = emergencyIn(records)?.reason;
  return { rows: outcome?.rows ?? rows, ...(reason === undefined ? {} : { emergency: reason }) };
};

const say = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));

const differ = (what: string, expected: unknown, found: unknown): readonly string[] =>
  isDeepStrictEqual(expected, found) ? [] : [`${what}: expected ${say(expected)}, found ${say(found)}`];

const textDiffers = ({ step, text }: Answered): readonly string[] => [
  ...(step.shows ?? []).filter((part) => !text.includes(part)).map((part) => `does not show ${say(part)}`),
  ...(step.hides ?? []).filter((part) => text.includes(part)).map((part) => `shows ${say(part)}`),
];

/** Puts answers beside their audit records, and both beside what the tour expects; `policy` is the text of policy.csv. */
export const judgeTour = (answered: readonly Answered[], trail: readonly Logged[], policy: string): readonly Judged[] => {
  const byRequest = Map.groupBy(trail, (record) => ('requestId' in record ? record.requestId : undefined));
  const lines = policy.split('\n');
  return answered.map((answer) => {
    const { step, status, resources, requestId } = answer;
    const records = byRequest.get(requestId) ?? [];
    const recorded = deciderIn(records);
    const decider = recorded && { ...recorded, rows: recorded.rows.map((place) => cellsAt(lines, place)) };
    return {
      ...answer, decider, places: recorded?.rows ?? [], emergency: emergencyIn(records),
      differences: [
        ...differ('status', step.status, status), ...differ('resources', step.resources, resources), ...textDiffers(answer), ...differ('decided by', step.decider, decider),
      ],
    };
  });
};
