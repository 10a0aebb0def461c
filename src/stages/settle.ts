import type { Ask, Grant } from '../decision/grant.ts';
import type { Resource } from '../decision/owners.ts';
import { needKey, dependsOn, visible, type Need, type Verdict } from '../decision/visible.ts';
import { parsePath, selectNodes } from '../fhir/element-path.ts';
import { stringOf } from '../fhir/json.ts';
import { parseReference, type PatientId } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { ok, type Result } from '../refusal.ts';
import { grantsFor } from './authorize.ts';
import { patientsOf } from './answer-with.ts';
import type { Call } from './call.ts';
import { searchAll } from './search-all.ts';

/** What shows a resource, and the patients whose data it is; undefined: it is not shown. */
export type Shown = { readonly by: Grant; readonly patients: readonly PatientId[] } | undefined;

const rounds = 2;

type Judging = {
  readonly call: Call;
  readonly ask: Ask;
  readonly known: Map<string, boolean>;
  /** Whose what was looked up is, by `needKey`. */
  readonly owners: Map<string, readonly PatientId[]>;
};

const isVisible = (judging: Judging, resource: Resource, grants: readonly Grant[]): boolean | readonly Need[] => {
  const verdict = visible(resource, grants, judging.call.ports.parse.bases, judging.known);
  if (verdict === 'out') return false;
  return 'by' in verdict ? true : verdict.needs;
};

/** Looks up the resources of one type that others depend on; what is found and needs more itself is given back. */
const settleType = async (judging: Judging, type: ResourceType, ids: readonly string[]): Promise<Result<readonly Need[]>> => {
  const grants = await grantsFor(judging.call, { ...judging.ask, type });
  if (!grants.ok) return grants;
  const found = await searchAll(judging.call, type, '_id', ids);
  if (!found.ok) return found;
  const more: Need[] = [];
  for (const id of ids) {
    const resource = found.value?.find((one) => one.id === id);
    const seen = resource === undefined ? false : isVisible(judging, resource, grants.value);
    const key = needKey({ kind: 'resource', type, id });
    if (typeof seen === 'boolean') judging.known.set(key, seen);
    else more.push(...seen);
    if (resource !== undefined) judging.owners.set(key, patientsOf(resource, judging.call.ports.parse.bases));
  }
  return ok(more);
};

const attachmentUrl = parsePath('content.attachment.url');

const spellings = ({ call }: Judging, id: string): readonly string[] => {
  const { own, backend } = call.ports.parse.bases;
  return ['', ...[own, ...backend].map((base) => `${base}/`)].map((base) => `${base}Binary/${id}`);
};

const refersTo = (judging: Judging, { doc, node }: Resource, id: string): boolean =>
  selectNodes(doc, node, attachmentUrl).some((url) => {
    const form = parseReference(stringOf(doc, url) ?? '', judging.call.ports.parse.bases);
    return form.kind === 'local' && form.type === 'Binary' && form.id === id;
  });

/** A Binary's documents: at least one refers to it, and every one that does is visible (deciding.md, row Binary). */
const settleDocuments = async (judging: Judging, ids: readonly string[]): Promise<Result<undefined>> => {
  const grants = await grantsFor(judging.call, { ...judging.ask, type: 'DocumentReference' });
  if (!grants.ok) return grants;
  const found = await searchAll(judging.call, 'DocumentReference', 'location', ids.flatMap((id) => spellings(judging, id)));
  if (!found.ok) return found;
  for (const id of ids) {
    const documents = (found.value ?? []).filter((document) => refersTo(judging, document, id));
    const all = documents.length > 0 && documents.every((document) => isVisible(judging, document, grants.value) === true);
    const key = needKey({ kind: 'documents', id });
    judging.known.set(key, all);
    judging.owners.set(key, documents.flatMap((document) => patientsOf(document, judging.call.ports.parse.bases)));
  }
  return ok(undefined);
};

/** The exchanges of kinds that a look-up may cost are counted, as what is not shown must not cost another number of them than what is absent. */
const lookUp = async (judging: Judging, needs: readonly Need[]): Promise<Result<readonly Need[]>> => {
  const byType = new Map<ResourceType, Set<string>>();
  const binaries = new Set<string>();
  for (const need of needs) {
    if (judging.known.has(needKey(need))) continue;
    if (need.kind === 'documents') binaries.add(need.id);
    else byType.set(need.type, (byType.get(need.type) ?? new Set()).add(need.id));
  }
  const more: Need[] = [];
  for (const [type, ids] of byType) {
    judging.call.spent.resources += 1;
    const settled = await settleType(judging, type, [...ids]);
    if (!settled.ok) return settled;
    more.push(...settled.value);
  }
  judging.call.spent.documents += binaries.size === 0 ? 0 : 1;
  const documents = binaries.size === 0 ? ok(undefined) : await settleDocuments(judging, [...binaries]);
  return documents.ok ? ok(more) : documents;
};

const shownBy = ({ call, owners }: Judging, verdict: Verdict, resource: Resource | undefined): Shown => {
  if (verdict === 'out' || !('by' in verdict) || resource === undefined) return undefined;
  const { bases } = call.ports.parse;
  const looked = dependsOn(resource, bases).flatMap((need) => owners.get(needKey(need)) ?? []);
  return { by: verdict.by, patients: [...new Set([...patientsOf(resource, bases), ...looked])] };
};

/** Judges resources for one ask, with the look-ups that `visible` asks for: one exchange per type, at most twice; what is open then is out. */
export const settle = async (call: Call, ask: Ask, grants: readonly Grant[], resources: readonly Resource[]): Promise<Result<readonly Shown[]>> => {
  const judging: Judging = { call, ask, known: new Map(), owners: new Map() };
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
