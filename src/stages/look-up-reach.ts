import { linksOfPerson, patientOfCareTeam, patientOfRelatedPerson, patientsOfGroup } from '../decision/in-force.ts';
import type { Resource } from '../decision/owners.ts';
import { cursorOf, linkOf } from '../decision/page-link.ts';
import type { ReachLookUp } from '../decision/reaches.ts';
import { entriesOf, isBundle, resourceAt } from '../fhir/bundle.ts';
import { memberOf, stringMember, type JsonDocument } from '../fhir/json.ts';
import { printRead, printSearch, type UpstreamRequest } from '../fhir/print.ts';
import { spellingsOf, type PatientId } from '../fhir/reference.ts';
import type { Ports } from '../ports.ts';
import { no, ok, type Result } from '../refusal.ts';
import { documentOf } from './upstream-fault.ts';

export type ReachSettings = Pick<Ports, 'exchange' | 'now'> & { readonly bases: Ports['parse']['bases']; /** Most patients of one caller. */ readonly most: number };

type Patients = Result<ReadonlySet<PatientId>>;

const unavailable = (detail: string): Result<never> => no('reach-unavailable', { detail });

const teamsOf = (doc: JsonDocument): readonly Resource[] =>
  entriesOf(doc).flatMap((entry) => {
    const resource = resourceAt(doc, memberOf(doc, entry, 'resource'));
    return resource?.type === 'CareTeam' ? [{ doc, ...resource }] : [];
  });

const pageSize = 200;
// Of related persons each is an exchange of its own; nobody real stands for as many.
const mostRelated = 100;
// Milliseconds: no client waits longer for the exchanges of one look-up.
const longest = 60_000;

/** Four full pages for each that the patients need, as a patient may have several teams and the backend may give less at once than it was asked for. */
const mostPages = (most: number): number => Math.max(20, 4 * Math.ceil(most / pageSize));

/** Adds ids to those that are kept. Copied: an id that is cut out of a reply keeps the whole reply in memory. */
const keepIds = (kept: Set<PatientId>, found: Iterable<PatientId>, only?: PatientId): void => {
  for (const id of found) if (only === undefined || id === only) kept.add(` ${id}`.slice(1));
};

const tooMany = 'the caller has more patients than `limits.reach`';

const atMost = ({ most }: ReachSettings, patients: ReadonlySet<PatientId>): Patients => (patients.size > most ? unavailable(tooMany) : ok(patients));

/** All pages of the caller's care teams. What cannot be read whole is no answer. */
const careTeams = async (settings: ReachSettings, { member, patient }: Extract<ReachLookUp, { kind: 'careteam' }>): Promise<Patients> => {
  const { exchange, now, bases, most } = settings;
  const patients = new Set<PatientId>();
  const begun = now();
  let request: UpstreamRequest | undefined = printSearch('CareTeam', [
    ...(patient === undefined ? [] : [{ name: 'patient', values: spellingsOf(`Patient/${patient}`, bases) }]),
    { name: 'participant', values: spellingsOf(`${member.type}/${member.id}`, bases) },
    { name: 'status', values: ['active'] },
  ], [], { count: pageSize });
  for (let pages = 0; request !== undefined; pages += 1) {
    if (pages === mostPages(most) || now() - begun > longest) return unavailable('the care teams go on for too long');
    const reply = await exchange(request);
    const doc = reply.ok ? documentOf(reply.value) : reply;
    if (!doc.ok || !isBundle(doc.value, 'searchset')) return unavailable('the care teams could not be read');
    for (const team of teamsOf(doc.value)) keepIds(patients, patientOfCareTeam(team, member, now(), bases), patient);
    if (patients.size > most) return unavailable(tooMany);
    const next = linkOf(doc.value, 'next');
    const cursor = next === undefined ? undefined : cursorOf(next, bases.backend);
    if (next !== undefined && cursor === undefined) return unavailable('the care teams go on at a foreign address');
    request = cursor === undefined ? undefined : { method: 'GET', path: cursor };
  }
  return ok(patients);
};

/** The one resource of that type and id; undefined where it is absent or deleted. */
const readOne = async ({ exchange }: ReachSettings, type: 'Group' | 'Person' | 'RelatedPerson', id: string): Promise<Result<Resource | undefined>> => {
  const reply = await exchange(printRead(type, id));
  if (reply.ok && (reply.value.status === 404 || reply.value.status === 410)) return ok(undefined);
  const doc = reply.ok ? documentOf(reply.value) : reply;
  const isIt = doc.ok && stringMember(doc.value, 0, 'resourceType') === type && stringMember(doc.value, 0, 'id') === id;
  return isIt ? ok({ doc: doc.value, node: 0, type, id }) : unavailable(`the ${type} could not be read`);
};

const relatedPerson = async (settings: ReachSettings, id: string): Promise<Patients> => {
  const found = await readOne(settings, 'RelatedPerson', id);
  if (!found.ok) return found;
  const patients = new Set<PatientId>();
  if (found.value !== undefined) keepIds(patients, patientOfRelatedPerson(found.value, settings.now(), settings.bases));
  return ok(patients);
};

const group = async (settings: ReachSettings, { id, patient }: Extract<ReachLookUp, { kind: 'group' }>): Promise<Patients> => {
  const found = await readOne(settings, 'Group', id);
  if (!found.ok) return found;
  const patients = new Set<PatientId>();
  if (found.value !== undefined) keepIds(patients, patientsOfGroup(found.value, settings.now(), settings.bases), patient);
  return atMost(settings, patients);
};

/** The patients that a Person is linked to, and those of the related persons that it is linked to. */
const person = async (settings: ReachSettings, id: string): Promise<Patients> => {
  const begun = settings.now();
  const found = await readOne(settings, 'Person', id);
  if (!found.ok) return found;
  const { patients: linked, related } = found.value === undefined ? { patients: [], related: [] } : linksOfPerson(found.value, settings.bases);
  if (related.length > mostRelated) return unavailable('the Person is linked to too many related persons');
  const patients = new Set<PatientId>();
  keepIds(patients, linked);
  for (const one of related) {
    if (settings.now() - begun > longest) return unavailable('the related persons of the Person take too long');
    const theirs = await relatedPerson(settings, one);
    if (!theirs.ok) return theirs;
    keepIds(patients, theirs.value);
  }
  return atMost(settings, patients);
};

/** Asks the FHIR server who the caller's patients are, by reading the resources themselves (docs/policy.md, "Reaches are looked up"). */
export const lookUpReach = (settings: ReachSettings) => (lookUp: ReachLookUp): Promise<Patients> => {
  switch (lookUp.kind) {
    case 'careteam':
      return careTeams(settings, lookUp);
    case 'group':
      return group(settings, lookUp);
    case 'related':
      return relatedPerson(settings, lookUp.id);
    case 'person':
      return person(settings, lookUp.id);
  }
};
