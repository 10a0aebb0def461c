import { mayWrite } from './covered.ts';
import { column, placeOf, type Check, type Draft } from './draft.ts';
import type { PolicyRow, Reach } from './policy.ts';
import { problemAt } from './problem.ts';
import { quote } from './quote.ts';

// docs/policy.md, "Reach": where each reach is looked up. A PractitionerRole can stand for its practitioner, as fhirUser and as participant.
const lookedUpIn: Readonly<Record<Reach['kind'], readonly string[]>> = {
  any: [],
  launch: [],
  self: ['RelatedPerson', 'Person', 'PractitionerRole'],
  careteam: ['CareTeam', 'PractitionerRole'],
  group: ['Group'],
};

const allLookedUp = new Set(Object.values(lookedUpIn).flat());

/** For one holder of subjects: for each type, the first row whose reach is looked up in it. */
type Dependent = ReadonlyMap<string, PolicyRow>;

const dependents = ({ rows, lattice }: Draft): ((holder: string) => Dependent) => {
  const bySubject = new Map<string, Map<string, PolicyRow>>();
  for (const { row } of rows) {
    if (row.effect === 'deny') continue;
    const own = bySubject.get(row.subject) ?? new Map<string, PolicyRow>();
    bySubject.set(row.subject, own);
    for (const type of lookedUpIn[row.reach.kind]) if (!own.has(type)) own.set(type, row);
  }
  const kept = new Map<string, Dependent>();
  return (holder) => {
    const known = kept.get(holder) ?? new Map(lattice.up.g(holder).flatMap((name) => [...(bySubject.get(name) ?? [])]));
    kept.set(holder, known);
    return known;
  };
};

/** An allow row that lets a subject write what its own reach is looked up in, unless it takes `any` with `mfa` (A-153; docs/decisions.md, 12). */
export const checkSelfGrant: Check = (draft) => {
  const dependentsOf = dependents(draft);
  return draft.rows.flatMap((written) => {
    const { row } = written;
    const harmless = row.effect === 'deny' || !allLookedUp.has(row.resource) || !mayWrite(row.action, draft.lattice) || (row.reach.kind === 'any' && row.terms.mfa === true);
    if (harmless) return [];
    for (const holder of draft.lattice.down.g(row.subject)) {
      const found = dependentsOf(holder).get(row.resource);
      if (found === undefined) continue;
      const message = `${quote(holder)} could widen its own reach: that of ${found.file}:${found.line} is looked up in ${row.resource}`;
      return [problemAt(placeOf(written, column.resource), { code: 'self-grant', message, hint: 'let another role write it, or give the row the reach `any` and the term `mfa`' })];
    }
    return [];
  });
};
