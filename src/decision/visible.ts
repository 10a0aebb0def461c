import { memberOf, none, stringMember } from '../fhir/json.ts';
import { parsePath, selectNodes } from '../fhir/element-path.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import { parseReference, type Bases, type LocalReference, type PatientId } from '../fhir/reference.ts';
import { countsOwn, type Grant, type NonEmpty } from './grant.ts';
import { hidesWhole, type Mask } from './mask/rules.ts';
import { membersOf, ownersOf, type Resource } from './owners.ts';
import { satisfies } from './satisfies.ts';
import { isWithinWindow } from './window.ts';
import { securityContextOf } from './within-reach.ts';

/** What a resource that is judged by others waits for: whether these are visible, or all documents that refer to this Binary. */
export type Need = { readonly kind: 'resource'; readonly type: LocalReference['type']; readonly id: string } | { readonly kind: 'documents'; readonly id: string };

export const needKey = (need: Need): string => (need.kind === 'documents' ? `documents of ${need.id}` : `${need.type}/${need.id}`);

/** Answers to needs, by `needKey`: visible or not. */
export type LookedUp = ReadonlyMap<string, boolean>;

/** `by` shows it, of several the one that masks nothing; `masks`: all masks under which it is shown, where each grant that shows it has one. */
export type Verdict = Shows | 'out' | { readonly needs: readonly Need[]; /** What holds where these stay open: masked, as no grant shows it whole without them. */ readonly otherwise?: Shows };

/** What shows a resource; `owners`: whose it is, where that had to be read. */
type Shows = { readonly by: Grant; readonly masks?: NonEmpty<Mask>; readonly owners?: readonly PatientId[] };

/** A verdict on one grant. */
type Judged = 'in' | 'out' | { readonly needs: readonly Need[] };

/** What a resource belongs to, whoever asks: patients, or the verdict on what it is judged by. */
type Belonging = { readonly owners: readonly PatientId[] } | { readonly members: readonly PatientId[] } | Judged;

const nothingKnown: LookedUp = new Map();
const nobody: Belonging = 'out';

const targetPath = parsePath('target');

const needsOf = (needs: readonly Need[], known: LookedUp): Judged => {
  if (needs.some((need) => known.get(needKey(need)) === false)) return 'out';
  const open = needs.filter((need) => !known.has(needKey(need)));
  return open.length === 0 ? 'in' : { needs: open };
};

/** What a derived resource is judged by: of a Provenance its targets, of a Binary its securityContext or else its documents; undefined: by nothing of this server. */
const needsNamed = (resource: Resource, bases: Bases): readonly Need[] | undefined => {
  const { doc, node, type, id } = resource;
  if (type === 'Binary') {
    if (memberOf(doc, node, 'securityContext') === none) return id === undefined ? undefined : [{ kind: 'documents', id }];
    const context = securityContextOf(resource, bases);
    return context === undefined ? undefined : [{ kind: 'resource', type: context.type, id: context.id }];
  }
  const needs: Need[] = [];
  for (const target of selectNodes(doc, node, targetPath)) {
    const form = parseReference(stringMember(doc, target, 'reference') ?? '', bases);
    if (form.kind !== 'local') return undefined;
    needs.push({ kind: 'resource', type: form.type, id: form.id });
  }
  return needs.length === 0 ? undefined : needs;
};

/** What a resource depends on, for whom it is asked whose it is; nothing of types that say so themselves. */
export const dependsOn = (resource: Resource, bases: Bases): readonly Need[] =>
  compartmentOf(resource.type).class === 'derived' ? (needsNamed(resource, bases) ?? []) : [];

/** A Provenance is what all its targets are; a Binary what its securityContext is, a Patient there as an owner, else what its documents are (deciding.md). */
const derivedFrom = (resource: Resource, known: LookedUp, bases: Bases): Belonging => {
  const needs = needsNamed(resource, bases);
  const [first] = needs ?? [];
  if (needs === undefined || first === undefined) return 'out';
  return resource.type === 'Binary' && first.kind === 'resource' && first.type === 'Patient' ? { owners: [first.id] } : needsOf(needs, known);
};

const belongingOf = (resource: Resource, known: LookedUp, bases: Bases): Belonging => {
  const row = compartmentOf(resource.type);
  switch (row.class) {
    case 'owned':
      return bases.compartment === 'fhir' ? { members: membersOf(resource, row, bases) } : { owners: ownersOf(resource, row, bases) };
    case 'derived':
      return derivedFrom(resource, known, bases);
    case 'shared':
    case 'operator':
    case 'hidden':
      return nobody;
  }
};

/** Within a reach: all owners are, or, where the compartment is FHIR's own, some member is. */
const within = (what: Extract<Belonging, object>, { reach }: Grant): boolean => {
  if (reach === 'everyone') return true;
  if ('members' in what) return what.members.some((member) => reach.has(member));
  return 'owners' in what && what.owners.length > 0 && what.owners.every((owner) => reach.has(owner));
};

const judge = (resource: Resource, grant: Grant, bases: Bases, belonging: () => Belonging): Judged => {
  if (grant.only !== undefined && (grant.only.type !== resource.type || grant.only.id !== resource.id)) return 'out';
  if (grant.query.length > 0 && !satisfies(resource, grant.query, { bases, now: grant.at })) return 'out';
  if (grant.cutoff !== undefined && !isWithinWindow(resource, grant.cutoff)) return 'out';
  if (grant.mask !== undefined && hidesWhole(grant.mask, resource.type)) return 'out';
  if (grant.reach === 'everyone' || (countsOwn(grant, resource.type) && grant.own?.id === resource.id)) return 'in';
  if (compartmentOf(resource.type).class === 'shared') return grant.shared ? 'in' : 'out';
  const what = belonging();
  if (what === 'in' || what === 'out' || 'needs' in what) return what;
  return within(what, grant) ? 'in' : 'out';
};

const inUnder = (by: Grant, masks: readonly Mask[], read: Belonging | undefined): Shows => {
  const [first, ...others] = masks;
  const owned = typeof read === 'object' && 'owners' in read ? { owners: read.owners } : {};
  return first === undefined ? { by, ...owned } : { by, masks: [first, ...others], ...owned };
};

/**
 * Whether some grant shows a resource: the one check that narrowing, bodies, stored versions, replies and pages share (deciding.md).
 * `out` is the starting value; `by` names the grant that shows it, `needs` what to look up where no grant shows it without, or none without a mask.
 */
export const visible = (resource: Resource, grants: readonly Grant[], bases: Bases, known: LookedUp = nothingKnown): Verdict => {
  let needs: readonly Need[] | undefined;
  let masked: Grant | undefined;
  const masks: Mask[] = [];
  let read: Belonging | undefined;
  // Read once, however many grants ask.
  const belonging = (): Belonging => (read ??= belongingOf(resource, known, bases));
  for (const grant of grants) {
    const verdict = judge(resource, grant, bases, belonging);
    if (verdict === 'in' && grant.mask === undefined) return inUnder(grant, [], read);
    if (verdict === 'in') {
      masked ??= grant;
      if (grant.mask !== undefined) masks.push(grant.mask);
    } else if (verdict !== 'out') needs = verdict.needs;
  }
  const shows = masked === undefined ? undefined : inUnder(masked, masks, read);
  if (needs !== undefined) return { needs, ...(shows === undefined ? {} : { otherwise: shows }) };
  return shows ?? 'out';
};
