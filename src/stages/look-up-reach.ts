import { patientOfCareTeam, patientOfRelatedPerson } from '../decision/in-force.ts';
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

const unavailable = (detail: string): Result<never> => no('reach-unavailable', { detail });

const teamsOf = (doc: JsonDocument): readonly Resource[] =>
  entriesOf(doc).flatMap((entry) => {
    const resource = resourceAt(doc, memberOf(doc, entry, 'resource'));
    return resource?.type === 'CareTeam' ? [{ doc, ...resource }] : [];
  });

const pageSize = 200;

/** All pages of the caller's care teams. What cannot be read whole is no answer. */
const careTeams = async (settings: ReachSettings, lookUp: Extract<ReachLookUp, { kind: 'careteam' }>): Promise<Result<ReadonlySet<PatientId>>> => {
  const { member, patient } = lookUp;
  const patients = new Set<PatientId>();
  let request: UpstreamRequest | undefined = printSearch('CareTeam', [
    ...(patient === undefined ? [] : [{ name: 'patient', values: spellingsOf(`Patient/${patient}`, settings.bases) }]),
    { name: 'participant', values: spellingsOf(`${member.type}/${member.id}`, settings.bases) },
    { name: 'status', values: ['active'] },
  ], { count: pageSize });
  while (request !== undefined) {
    const reply = await settings.exchange(request);
    const doc = reply.ok ? documentOf(reply.value) : reply;
    if (!doc.ok || !isBundle(doc.value, 'searchset')) return unavailable('the care teams could not be read');
    for (const team of teamsOf(doc.value)) {
      for (const one of patientOfCareTeam(team, member, settings.now(), settings.bases)) patients.add(one);
    }
    if (patients.size > settings.most) return unavailable('the caller has more patients than `limits.reach`');
    const next = linkOf(doc.value, 'next');
    const cursor = next === undefined ? undefined : cursorOf(next, settings.bases.backend);
    if (next !== undefined && cursor === undefined) return unavailable('the care teams go on at a foreign address');
    request = cursor === undefined ? undefined : { method: 'GET', path: cursor };
  }
  return ok(patient === undefined ? patients : new Set([...patients].filter((one) => one === patient)));
};

const relatedPerson = async ({ exchange, now, bases }: ReachSettings, id: string): Promise<Result<ReadonlySet<PatientId>>> => {
  const reply = await exchange(printRead('RelatedPerson', id));
  if (!reply.ok) return unavailable('the related person could not be read');
  if (reply.value.status === 404 || reply.value.status === 410) return ok(new Set());
  const doc = documentOf(reply.value);
  if (!doc.ok || stringMember(doc.value, 0, 'resourceType') !== 'RelatedPerson' || stringMember(doc.value, 0, 'id') !== id) return unavailable('the related person could not be read');
  return ok(new Set(patientOfRelatedPerson({ doc: doc.value, node: 0, type: 'RelatedPerson', id }, now(), bases)));
};

/** Asks the FHIR server who the caller's patients are, by reading the resources themselves (docs/policy.md, "Reaches are looked up"). */
export const lookUpReach = (settings: ReachSettings) => (lookUp: ReachLookUp): Promise<Result<ReadonlySet<PatientId>>> =>
  lookUp.kind === 'related' ? relatedPerson(settings, lookUp.id) : careTeams(settings, lookUp);
