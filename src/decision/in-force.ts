import { parsePath, selectNodes } from '../fhir/element-path.ts';
import { kindOf, memberOf, none, rawOf, stringMember, type JsonDocument, type JsonNode } from '../fhir/json.ts';
import { parseReference, type Bases, type PatientId } from '../fhir/reference.ts';
import type { FhirUser } from '../smart/principal.ts';
import type { Resource } from './owners.ts';

const dateTime = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01])(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?)?)?$/;

/** The first and the last millisecond that a FHIR dateTime may mean; undefined where it is malformed. Days are days of UTC. */
const spanOf = (text: string): { readonly from: number; readonly until: number } | undefined => {
  const [, year, month, day, time] = dateTime.exec(text) ?? [];
  if (year === undefined) return undefined;
  // Date takes the 31st of February for a day in March.
  if (day !== undefined && Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()) return undefined;
  if (time !== undefined) {
    const at = Date.parse(text);
    return Number.isNaN(at) ? undefined : { from: at, until: at };
  }
  const from = Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1));
  const next = day !== undefined ? from + 86_400_000 : month !== undefined ? Date.UTC(Number(year), Number(month), 1) : Date.UTC(Number(year) + 1, 0, 1);
  return { from, until: next - 1 };
};

/** Whether a Period holds now, its bounds included; none at all always does, one that cannot be read never. */
const holds = (doc: JsonDocument, period: JsonNode, now: number): boolean => {
  if (period === none) return true;
  if (kindOf(doc, period) !== 'object') return false;
  const [start, end] = ['start', 'end'].map((name) => ({ there: memberOf(doc, period, name) !== none, span: spanOf(stringMember(doc, period, name) ?? '') }));
  if (start?.there === true && (start.span === undefined || start.span.from > now)) return false;
  return end?.there !== true || (end.span !== undefined && end.span.until >= now);
};

const refersTo = (doc: JsonDocument, node: JsonNode, user: FhirUser, bases: Bases): boolean => {
  const form = parseReference(stringMember(doc, node, 'reference') ?? '', bases);
  return form.kind === 'local' && form.type === user.type && form.id === user.id;
};

const patientAt = ({ doc, node }: Resource, name: string, bases: Bases): readonly PatientId[] => {
  const form = parseReference(stringMember(doc, memberOf(doc, node, name), 'reference') ?? '', bases);
  return form.kind === 'local' && form.type === 'Patient' && form.versionId === undefined ? [form.id] : [];
};

const participants = parsePath('participant');

/** The patient of a CareTeam that is active and in its period, with the user as a participant in theirs (docs/policy.md, "Reaches are looked up"). */
export const patientOfCareTeam = (team: Resource, member: FhirUser, now: number, bases: Bases): readonly PatientId[] => {
  const { doc, node } = team;
  if (stringMember(doc, node, 'status') !== 'active' || !holds(doc, memberOf(doc, node, 'period'), now)) return [];
  const inForce = selectNodes(doc, node, participants).some(
    (one) => refersTo(doc, memberOf(doc, one, 'member'), member, bases) && holds(doc, memberOf(doc, one, 'period'), now),
  );
  return inForce ? patientAt(team, 'subject', bases) : [];
};

/** The patient of a RelatedPerson that is active and in its period. */
export const patientOfRelatedPerson = (person: Resource, now: number, bases: Bases): readonly PatientId[] => {
  const { doc, node } = person;
  const active = memberOf(doc, node, 'active');
  if (active === none || rawOf(doc, active) !== 'true' || !holds(doc, memberOf(doc, node, 'period'), now)) return [];
  return patientAt(person, 'patient', bases);
};
