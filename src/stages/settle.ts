import type { Ask, Grant, NonEmpty } from '../decision/grant.ts';
import type { Mask } from '../decision/mask/rules.ts';
import type { Resource } from '../decision/owners.ts';
import { needKey, dependsOn, visible, type Need, type Verdict } from '../decision/visible.ts';
import { documentParams, type DocumentParam } from '../fhir/custom-search-params.ts';
import { selectNodes } from '../fhir/element-path.ts';
import { stringOf } from '../fhir/json.ts';
import { parseReference, type PatientId } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { ok, type Result } from '../refusal.ts';
import { grantsFor } from './authorize.ts';
import { patientsOf } from './answer-with.ts';
import type { Call } from './call.ts';
import { searchAll } from './search-all.ts';

/** What shows a resource, under which masks if any, and the patients whose data it is; undefined: it is not shown. */
export type Shown = { readonly by: Grant; readonly masks?: NonEmpty<Mask>; readonly patients: readonly PatientId[] } | undefined;

const rounds = 2;

/** A resource that was looked up and waits for what it depends on itself. */
type Waiting = { readonly resource: Resource; readonly grants: readonly Grant[] };

type Judging = {
  readonly call: Call;
  readonly ask: Ask;
  readonly known: Map<string, boolean>;
  readonly waiting: Map<string, Waiting>;
  /** Whose what was looked up is, by `needKey`. */
  readonly owners: Map<string, readonly PatientId[]>;
};

/** Whose a resource is: as it says itself, or as what it depends on says. */
const ownersIn = ({ call, owners }: Judging, resource: Resource): readonly PatientId[] => {
  const { bases } = call.ports.parse;
  return [...new Set([...patientsOf(resource, bases), ...dependsOn(resource, bases).flatMap((need) => owners.get(needKey(need)) ?? [])])];
};

/** Looks up the resources of one type that others depend on. */
const fetchType = async ({ call, ask, known, waiting }: Judging, type: ResourceType, ids: readonly string[]): Promise<Result<undefined>> => {
  const grants = await grantsFor(call, { type, action: ask.action, letter: ask.letter });
  if (!grants.ok) return grants;
  const found = await searchAll(call, type, '_id', ids);
  if (!found.ok) return found;
  for (const id of ids) {
    const resource = found.value?.find((one) => one.id === id);
    const key = needKey({ kind: 'resource', type, id });
    if (resource === undefined) known.set(key, false);
    else waiting.set(key, { resource, grants: grants.value });
  }
  return ok(undefined);
};

/** Decides what waits, each after what it depends on, in whatever order they came; gives back what they need besides. */
const decideWaiting = (judging: Judging): readonly Need[] => {
  const { call, known, waiting, owners } = judging;
  let needs: Need[] = [];
  for (let decided = true; decided; ) {
    decided = false;
    needs = [];
    for (const [key, { resource, grants }] of waiting) {
      const verdict = visible(resource, grants, call.ports.parse.bases, known);
      if (verdict !== 'out' && 'needs' in verdict) {
        needs.push(...verdict.needs);
        continue;
      }
      known.set(key, verdict !== 'out');
      owners.set(key, ownersIn(judging, resource));
      waiting.delete(key);
      decided = true;
    }
  }
  return needs;
};

const spellings = ({ call }: Judging, id: string): readonly string[] => {
  const { own, backend } = call.ports.parse.bases;
  return ['', ...[own, ...backend].map((base) => `${base}/`)].map((base) => `${base}Binary/${id}`);
};

const refersTo = (judging: Judging, { doc, node }: Resource, paths: DocumentParam['paths'], id: string): boolean =>
  paths.flatMap((path) => selectNodes(doc, node, path)).some((url) => {
    const form = parseReference(stringOf(doc, url) ?? '', judging.call.ports.parse.bases);
    return form.kind === 'local' && form.type === 'Binary' && form.id === id;
  });

const isIn = ({ call, known }: Judging, resource: Resource, grants: readonly Grant[]): boolean => {
  const verdict = visible(resource, grants, call.ports.parse.bases, known);
  return verdict !== 'out' && 'by' in verdict;
};

/** The documents of Binaries by one parameter, and whether each is visible. */
type Documents = readonly { readonly document: Resource; readonly paths: DocumentParam['paths']; readonly seen: boolean }[];

const documentsBy = async (judging: Judging, { type, name, paths }: DocumentParam, ids: readonly string[]): Promise<Result<Documents | undefined>> => {
  const grants = await grantsFor(judging.call, { type, action: judging.ask.action, letter: judging.ask.letter });
  if (!grants.ok) return grants;
  const found = await searchAll(judging.call, type, name, ids.flatMap((id) => spellings(judging, id)));
  if (!found.ok) return found;
  return ok(found.value?.map((document) => ({ document, paths, seen: isIn(judging, document, grants.value) })));
};

/** A Binary's documents: at least one refers to it, and every one that does is visible (deciding.md, row Binary). */
const settleDocuments = async (judging: Judging, ids: readonly string[]): Promise<Result<undefined>> => {
  const { bases } = judging.call.ports.parse;
  const all: Documents[number][] = [];
  let complete = true;
  for (const param of documentParams(bases.custom)) {
    const found = await documentsBy(judging, param, ids);
    if (!found.ok) return found;
    if (found.value === undefined) complete = false;
    all.push(...(found.value ?? []));
  }
  for (const id of ids) {
    const documents = all.filter(({ document, paths }) => refersTo(judging, document, paths, id));
    const key = needKey({ kind: 'documents', id });
    judging.known.set(key, complete && documents.length > 0 && documents.every(({ seen }) => seen));
    judging.owners.set(key, documents.flatMap(({ document }) => patientsOf(document, bases)));
  }
  return ok(undefined);
};

/** What is neither known nor looked up, by type; and the Binaries whose documents are asked for. */
const openIn = ({ known, waiting }: Judging, needs: readonly Need[]): { readonly byType: ReadonlyMap<ResourceType, ReadonlySet<string>>; readonly binaries: ReadonlySet<string> } => {
  const byType = new Map<ResourceType, Set<string>>();
  const binaries = new Set<string>();
  for (const need of needs) {
    const key = needKey(need);
    if (known.has(key) || waiting.has(key)) continue;
    if (need.kind === 'documents') binaries.add(need.id);
    else byType.set(need.type, (byType.get(need.type) ?? new Set()).add(need.id));
  }
  return { byType, binaries };
};

/** The exchanges of kinds that a look-up may cost are counted, as what is not shown must not cost another number of them than what is absent. */
const lookUp = async (judging: Judging, needs: readonly Need[]): Promise<Result<readonly Need[]>> => {
  const { spent } = judging.call;
  const { byType, binaries } = openIn(judging, needs);
  for (const [type, ids] of byType) {
    spent.resources += 1;
    const fetched = await fetchType(judging, type, [...ids]);
    if (!fetched.ok) return fetched;
  }
  if (binaries.size > 0) {
    spent.documents += 1;
    const settled = await settleDocuments(judging, [...binaries]);
    if (!settled.ok) return settled;
  }
  return ok(decideWaiting(judging));
};

const shownBy = (judging: Judging, verdict: Verdict, resource: Resource | undefined): Shown => {
  if (verdict === 'out' || resource === undefined) return undefined;
  const shows = 'by' in verdict ? verdict : verdict.otherwise;
  return shows && { ...shows, patients: shows.owners ?? ownersIn(judging, resource) };
};

/** What was judged for the same ask before, by `needKey`: visible or not, and whose it is. */
export type Judged = { readonly known: ReadonlyMap<string, boolean>; readonly owners: ReadonlyMap<string, readonly PatientId[]> };

const nothingJudged: Judged = { known: new Map(), owners: new Map() };

/** Judges resources for one ask, with the look-ups that `visible` asks for: one exchange per type, at most twice; what is open then is out. */
export const settle = async (call: Call, ask: Ask, grants: readonly Grant[], resources: readonly Resource[], before = nothingJudged): Promise<Result<readonly Shown[]>> => {
  const judging: Judging = { call, ask, known: new Map(before.known), waiting: new Map(), owners: new Map(before.owners) };
  let deeper: readonly Need[] = [];
  for (let round = 0; ; round += 1) {
    const verdicts = resources.map((resource) => visible(resource, grants, call.ports.parse.bases, judging.known));
    const needs = [...deeper, ...verdicts.flatMap((verdict) => (verdict !== 'out' && 'needs' in verdict ? verdict.needs : []))];
    if (needs.length === 0 || round === rounds) return ok(verdicts.map((verdict, index) => shownBy(judging, verdict, resources[index])));
    const looked = await lookUp(judging, needs);
    if (!looked.ok) return looked;
    deeper = looked.value;
  }
};
