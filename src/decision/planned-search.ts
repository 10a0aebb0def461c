import type { ResultParams } from '../fhir/interaction.ts';
import type { PatientId } from '../fhir/reference.ts';
import type { Ask, Grant, NonEmpty } from './grant.ts';
import type { Narrowing } from './narrow.ts';
import type { PlannedIncludes } from './plan-includes.ts';
import type { PlannedJoin } from './plan-joins.ts';

/** A search of one type as it will be carried out: narrowed, in turn where one search cannot say it, with what it joins. */
export type PlannedSearch = {
  readonly ask: Ask;
  readonly grants: NonEmpty<Grant>;
  /** The patients that it names; undefined: it names none. */
  readonly named: ReadonlySet<PatientId> | undefined;
  readonly narrowings: NonEmpty<Narrowing>;
  readonly joins: readonly PlannedJoin[];
  readonly includes: PlannedIncludes;
  readonly result: ResultParams;
};
