import { Effect, newEnforcer, newModelFromString, type Effector } from 'casbin';
import type { CandidatesOf } from '../policy/candidate-index.ts';
import type { Action, GroupingRow, MatchedRows, Policy, PolicyMatcher, PolicyObject, PolicyRow } from '../policy/policy.ts';

/** How many answers one revision remembers; the oldest goes first. */
export const mostRemembered = 10_000;

/** Casbin, told which rows to evaluate; it names those that match, by their position. */
type Evaluate = (rows: readonly PolicyRow[], subject: string, object: PolicyObject, action: Action) => readonly PolicyRow[];

// The model's matcher looks at no terms; the reach is printed for whoever reads Casbin's log.
const cellsOf = ({ subject, resource, action, reach, effect }: PolicyRow): string[] => [subject, resource, action, reach.kind, '', effect];

const assertionOf = (model: ReturnType<typeof newModelFromString>, section: 'p' | 'g', key: string): { policy: string[][] } => {
  const assertion = model.model.get(section)?.get(key);
  if (assertion === undefined) throw new Error(`the model defines no ${key}`);
  return assertion;
};

/** An effector that reports each row's effect, in order, and never ends early: Casbin's own stops at the first deny. */
const collector = (matched: (position: number) => void): Effector => ({
  newStream: () => {
    let position = 0;
    return {
      current: () => false,
      pushEffect: (effect) => {
        if (effect !== Effect.Indeterminate) matched(position);
        position += 1;
        return [false, false, false];
      },
    };
  },
});

const startCasbin = async (policy: Policy): Promise<Evaluate> => {
  const model = newModelFromString(policy.model);
  const enforcer = await newEnforcer(model);
  enforcer.enableAcceptJsonRequest(false);
  for (const kind of ['g', 'g2', 'g3'] satisfies GroupingRow['kind'][]) {
    assertionOf(model, 'g', kind).policy = policy.groupings.filter((row) => row.kind === kind).map(({ member, group }) => [member, group]);
  }
  // The enforcer's own buildRoleLinks would make all links once per role manager.
  await model.buildRoleLinks(new Map());
  let positions: number[] = [];
  enforcer.setEffector(collector((position) => positions.push(position)));
  const rowsOfModel = assertionOf(model, 'p', 'p');
  // Synchronous from end to end, so that no other question can change the rows meanwhile.
  return (rows, subject, object, action) => {
    // Over no rows at all Casbin evaluates the matcher once with blank cells.
    if (rows.length === 0 || subject === '') return [];
    positions = [];
    rowsOfModel.policy = rows.map(cellsOf);
    enforcer.enforceSync(subject, object, action);
    rowsOfModel.policy = [];
    return positions.flatMap((position) => rows[position] ?? []);
  };
};

// Each part with its length, so that no two questions share a key, whatever their parts hold.
const keyOf = (parts: readonly string[]): string => parts.map((part) => `${part.length}:${part}`).join('');

/**
 * A matcher for one revision: a new enforcer with the policy's own model and all its groupings, which evaluates the candidate rows and
 * names every one that matches (docs/decisions.md, 17). Rejects if Casbin refuses the model.
 */
export const makeMatcher = async (policy: Policy, candidatesOf: CandidatesOf): Promise<PolicyMatcher> => {
  const evaluate = await startCasbin(policy);
  const remembered = new Map<string, MatchedRows>();
  const matchNew = (subjects: readonly string[], object: PolicyObject, action: Action): MatchedRows => {
    const found = new Set(subjects.flatMap((subject) => evaluate(candidatesOf(subject, object, action), subject, object, action)));
    const rows = [...found].sort((a, b) => a.line - b.line);
    return { allow: rows.filter(({ effect }) => effect === 'allow'), deny: rows.filter(({ effect }) => effect === 'deny') };
  };
  return {
    revision: policy.revision,
    masks: policy.masks,
    match: (subjects, object, action) => {
      const key = keyOf([object, action, ...subjects.toSorted()]);
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const answer = matchNew(subjects, object, action);
      if (remembered.size >= mostRemembered) for (const oldest of remembered.keys().take(1)) remembered.delete(oldest);
      remembered.set(key, answer);
      return answer;
    },
  };
};
