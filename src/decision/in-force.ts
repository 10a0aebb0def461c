import { parsePath, selectNodes } from '../fhir/element-path.ts';
import { kindOf, memberOf, none, rawOf, stringMember, type JsonDocument, type JsonNode } from '../fhir/json.ts';
import { parseReference, type Bases, type PatientId } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
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

/** The id that a plain reference to that type leads to: of this server, and no version. */
const idAt = (doc: JsonDocument, node: JsonNode, name: string, type: ResourceType, bases: Bases): readonly string[] => {
  const form = parseReference(stringMember(doc, memberOf(doc, node, name), 'reference') ?? '', bases);
  return form.kind === 'local' && form.type === type && form.versionId === undefined ? [form.id] : [];
};

// A modifier extension may turn what it stands in into its opposite, so what has one is not understood (R4 extensibility section 2.4.0.1).
const isUnderstood = (doc: JsonDocument, node: JsonNode): boolean => memberOf(doc, node, 'modifierExtension') === none;

/** Whether a boolean has that value; `otherwise` where it is not there. */
const says = (doc: JsonDocument, node: JsonNode, name: string, value: boolean, otherwise: boolean): boolean => {
  const found = memberOf(doc, node, name);
  return found === none ? otherwise : rawOf(doc, found) === String(value);
};

const participants = parsePath('participant');
const members = parsePath('member');
const links = parsePath('link');

/** The patient of a CareTeam that is active and in its period, with the user as a participant in theirs (docs/policy.md, "Reaches are looked up"). */
export const patientOfCareTeam = (team: Resource, member: FhirUser, now: number, bases: Bases): readonly PatientId[] => {
  const { doc, node } = team;
  if (!isUnderstood(doc, node) || stringMember(doc, node, 'status') !== 'active' || !holds(doc, memberOf(doc, node, 'period'), now)) return [];
  const inForce = selectNodes(doc, node, participants).some(
    (one) => isUnderstood(doc, one) && refersTo(doc, memberOf(doc, one, 'member'), member, bases) && holds(doc, memberOf(doc, one, 'period'), now),
  );
  return inForce ? idAt(doc, node, 'subject', 'Patient', bases) : [];
};

/** The patient of a RelatedPerson that is active and in its period. */
export const patientOfRelatedPerson = ({ doc, node }: Resource, now: number, bases: Bases): readonly PatientId[] =>
  isUnderstood(doc, node) && says(doc, node, 'active', true, false) && holds(doc, memberOf(doc, node, 'period'), now) ? idAt(doc, node, 'patient', 'Patient', bases) : [];

/** The patients who are members now of a Group that lists real ones and is not inactive. */
export const patientsOfGroup = ({ doc, node }: Resource, now: number, bases: Bases): readonly PatientId[] => {
  if (!isUnderstood(doc, node) || !says(doc, node, 'actual', true, false) || !says(doc, node, 'active', true, true)) return [];
  return selectNodes(doc, node, members)
    .filter((one) => isUnderstood(doc, one) && says(doc, one, 'inactive', false, true) && holds(doc, memberOf(doc, one, 'period'), now))
    .flatMap((one) => idAt(doc, one, 'entity', 'Patient', bases));
};

/** Whom a Person that is not inactive is linked to: patients, and related persons who stand for theirs. The `assurance` of a link is not weighed. */
export const linksOfPerson = ({ doc, node }: Resource, bases: Bases): { readonly patients: readonly PatientId[]; readonly related: readonly string[] } => {
  const understood = isUnderstood(doc, node) && says(doc, node, 'active', true, true) ? selectNodes(doc, node, links).filter((link) => isUnderstood(doc, link)) : [];
  const of = (type: ResourceType): readonly string[] => [...new Set(understood.flatMap((link) => idAt(doc, link, 'target', type, bases)))];
  return { patients: of('Patient'), related: of('RelatedPerson') };
};
