import { memberOf, stringMember } from '../fhir/json.ts';
import { parsePath, selectNodes } from '../fhir/element-path.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import { parseReference, type Bases, type LocalReference, type PatientId } from '../fhir/reference.ts';
import { countsOwn, type Grant } from './grant.ts';
import { ownersOf, type Resource } from './owners.ts';
import { satisfies } from './satisfies.ts';

/** What a resource that is judged by others waits for: whether these are visible, or all documents that refer to this Binary. */
export type Need = { readonly kind: 'resource'; readonly type: LocalReference['type']; readonly id: string } | { readonly kind: 'documents'; readonly id: string };

export const needKey = (need: Need): string => (need.kind === 'documents' ? `documents of ${need.id}` : `${need.type}/${need.id}`);

/** Answers to needs, by `needKey`: visible or not. */
export type LookedUp = ReadonlyMap<string, boolean>;

export type Verdict = { readonly by: Grant } | 'out' | { readonly needs: readonly Need[] };

/** A verdict on one grant. */
type Judged = 'in' | 'out' | { readonly needs: readonly Need[] };

const none: LookedUp = new Map();

const within = (owners: readonly PatientId[], grant: Grant): boolean => {
  const { reach } = grant;
  if (reach === 'everyone') return true;
  return owners.length > 0 && owners.every((owner) => reach.has(owner));
};

const targetPath = parsePath('target');

const needsOf = (needs: readonly Need[], known: LookedUp): Judged => {
  if (needs.some((need) => known.get(needKey(need)) === false)) return 'out';
  const open = needs.filter((need) => !known.has(needKey(need)));
  return open.length === 0 ? 'in' : { needs: open };
};

/** A Provenance is what its targets are: all of them, or it is out (deciding.md, row Provenance). */
const judgeProvenance = ({ doc, node }: Resource, known: LookedUp, bases: Bases): Judged => {
  const needs: Need[] = [];
  for (const target of selectNodes(doc, node, targetPath)) {
    const reference = stringMember(doc, target, 'reference');
    const form = reference === undefined ? undefined : parseReference(reference, bases);
    if (form?.kind !== 'local') return 'out';
    needs.push({ kind: 'resource', type: form.type, id: form.id });
  }
  return needs.length === 0 ? 'out' : needsOf(needs, known);
};

/** A Binary is what its securityContext is, else what the documents are that refer to it (deciding.md, row Binary). */
const judgeBinary = ({ doc, node, id }: Resource, grant: Grant, known: LookedUp, bases: Bases): Judged => {
  const context = memberOf(doc, node, 'securityContext');
  if (context < 0) return id === undefined ? 'out' : needsOf([{ kind: 'documents', id }], known);
  const reference = stringMember(doc, context, 'reference');
  const form = reference === undefined ? undefined : parseReference(reference, bases);
  if (form?.kind !== 'local' || form.versionId !== undefined) return 'out';
  if (form.type === 'Patient') return within([form.id], grant) ? 'in' : 'out';
  return needsOf([{ kind: 'resource', type: form.type, id: form.id }], known);
};

const ownerVerdict = (resource: Resource, grant: Grant, known: LookedUp, bases: Bases): Judged => {
  if (grant.reach === 'everyone') return 'in';
  const row = compartmentOf(resource.type);
  switch (row.class) {
    case 'owned':
      return within(ownersOf(resource, row, bases), grant) ? 'in' : 'out';
    case 'shared':
      return grant.shared ? 'in' : 'out';
    case 'derived':
      return resource.type === 'Provenance' ? judgeProvenance(resource, known, bases) : judgeBinary(resource, grant, known, bases);
    case 'operator':
    case 'hidden':
      return 'out';
  }
};

const judge = (resource: Resource, grant: Grant, known: LookedUp, bases: Bases): Judged => {
  if (grant.only !== undefined && (grant.only.type !== resource.type || grant.only.id !== resource.id)) return 'out';
  if (grant.query.length > 0 && !satisfies(resource, grant.query)) return 'out';
  if (countsOwn(grant, resource.type) && grant.own?.id === resource.id) return 'in';
  return ownerVerdict(resource, grant, known, bases);
};

/**
 * Whether some grant shows a resource: the one check that narrowing, bodies, stored versions, replies and pages share (deciding.md).
 * `out` is the starting value; `by` names the grant that shows it, `needs` what to look up where no grant shows it without.
 */
export const visible = (resource: Resource, grants: readonly Grant[], bases: Bases, known: LookedUp = none): Verdict => {
  const needs: Need[] = [];
  for (const grant of grants) {
    const verdict = judge(resource, grant, known, bases);
    if (verdict === 'in') return { by: grant };
    if (verdict !== 'out') needs.push(...verdict.needs);
  }
  return needs.length === 0 ? 'out' : { needs };
};
