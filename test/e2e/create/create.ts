import type { Feature } from '../case.ts';
import { clinician, coordinator, having, otherCoordinator, patientA, stranger, type Persona } from '../personas.ts';

const to = (reference: string) => ({ reference });
const subject = to('Patient/A');
const procedure = { resourceType: 'Procedure', status: 'completed', subject } as const;
const writeOnly = having(clinician, { scope: 'patient/*.c' });
const post = (body: object, headers: Readonly<Record<string, string>> = {}) => ({ method: 'POST', path: (body as { resourceType: string }).resourceType, body, headers }) as const;
const text = (body: string, type = 'application/fhir+json', path = 'Procedure') => ({ method: 'POST', path, headers: { 'Content-Type': type }, body }) as const;

const location = /^http:\/\/localhost:8080\/fhir\/Procedure\/[A-Za-z0-9.-]+\/_history\/1$/;
const made = { status: 201, headers: { location, etag: 'W/"1"' } } as const;
const lookUpA = 'GET Patient?_id=A&_count=1000';
const outside = { status: 403, refusal: 'outside-confinement', upstream: 'nothing', decision: { decision: 'deny', gate: 'confinement' } } as const;
const malformed = { status: 400, refusal: 'body-malformed', upstream: 'nothing' } as const;

/** create: the answer is what the caller may read, in the gateway's base; the bytes upstream are those that came (R4 http section 3.1.0.8; ). */
export const create: Feature = {
  name: 'create',
  cases: [
    {
      name: 'a clinician writes for the launch patient, and reads what was written',
      as: clinician, request: post(procedure),
      expect: {
        ...made, body: 'some', contains: ['"reference":"Patient/A"', '"versionId":"1"'], upstream: [lookUpA, 'POST Procedure return=representation'], sent: JSON.stringify(procedure),
        headers: { ...made.headers, 'content-location': location },
        decision: { interaction: 'create', type: 'Procedure', ask: [{ type: 'Procedure', action: 'create', letter: 'c' }], reach: ['launch'], confinement: ['A'] }, outcome: { status: 201, patients: ['A'], returned: { count: 1 } },
      },
    },
    {
      name: 'what was written is there, under the Location',
      steps: [
        { as: clinician, request: post({ ...procedure, note: [{ text: 'there' }] }), expect: made, keep: { id: 'id', version: 'location' } },
        { as: clinician, request: { path: 'Procedure/{id}' }, expect: { status: 200, contains: ['"text":"there"'] } },
        { as: clinician, request: { path: '{version}' }, expect: { status: 200, contains: ['"text":"there"'] } },
        { as: patientA, request: { path: 'Procedure/{id}' }, expect: { status: 200 } },
      ],
    },
    { name: '`return=minimal` is honoured', as: clinician, request: post(procedure, { Prefer: 'return=minimal' }), expect: { ...made, body: 'none', upstream: [lookUpA, 'POST Procedure return=minimal'] } },
    { name: '`return=OperationOutcome` is answered here', as: clinician, request: post(procedure, { Prefer: 'return=OperationOutcome' }), expect: { ...made, contains: ['"severity":"information"', 'the resource was created'], lacks: ['Patient/A'] } },
    { name: 'R-157 A-043 who may not read gets nothing back', as: writeOnly, request: post(procedure), expect: { ...made, body: 'none', upstream: [lookUpA, 'POST Procedure return=minimal'] } },
    { name: 'R-157 A-043 whatever is asked for', as: writeOnly, request: post(procedure, { Prefer: 'return=representation' }), expect: { ...made, body: 'none', upstream: [lookUpA, 'POST Procedure return=minimal'] } },
    {
      name: 'R-157 nor where the read is granular and does not hold', as: having(clinician, { scope: 'patient/Observation.c patient/Observation.r?category=laboratory' }),
      request: post({ resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject, category: [{ coding: [{ code: 'vital-signs' }] }] }), expect: { status: 201, body: 'none' },
    },
    {
      name: 'exact decimals survive, spelled as they came',
      steps: [
        { as: clinician, request: text(`{"resourceType":"Observation","status":"final",\n "code":{"text":"exact"}, "subject":{"reference":"Patient/A"},"valueQuantity":{"value":1.00},"component":[{"code":{"text":"x"},"valueQuantity":{"value":123456789012345678901234567890.10}}]}`, 'application/fhir+json', 'Observation'), expect: { status: 201, contains: ['"value":1.00', '123456789012345678901234567890.10'], sent: `{"resourceType":"Observation","status":"final",\n "code":{"text":"exact"}, "subject":{"reference":"Patient/A"},"valueQuantity":{"value":1.00},"component":[{"code":{"text":"x"},"valueQuantity":{"value":123456789012345678901234567890.10}}]}` }, keep: { id: 'id' } },
        { as: clinician, request: { path: 'Observation/{id}' }, expect: { status: 200, contains: ['"value":1.00', '123456789012345678901234567890.10'] } },
      ],
    },
    { name: 'an id of the client\'s is not the resource\'s', as: clinician, request: post({ ...procedure, id: 'mine' }), expect: { ...made, headers: { location: /Procedure\/(?!mine\/)/ } } },
    { name: '`application/json` is FHIR JSON too', as: clinician, request: text(JSON.stringify(procedure), 'application/json; charset=utf-8'), expect: made },
    { name: 'shared resources may be referred to', as: clinician, request: post({ ...procedure, performer: [{ actor: to('Practitioner/77') }], location: to('Location/L1') }), expect: { ...made, upstream: [lookUpA, 'GET Practitioner?_id=77&_count=1000', 'GET Location?_id=L1&_count=1000', 'POST Procedure return=representation'] } },
    { name: 'and the own record', as: clinician, request: post({ ...procedure, encounter: to('Encounter/enc-a'), reasonReference: [to('Condition/cond-a'), to('Observation/a1')] }), expect: made },
    { name: 'a reference on the gateway\'s own base goes upstream as a relative one', as: clinician, request: post({ ...procedure, subject: to('http://localhost:8080/fhir/Patient/A') }), expect: { ...made, sent: JSON.stringify(procedure) } },
    { name: 'a reference elsewhere is nobody\'s here', as: clinician, request: post({ ...procedure, performer: [{ actor: to('https://elsewhere.example.org/fhir/Practitioner/1') }] }), expect: made },
    { name: 'display and identifier lead nowhere', as: clinician, request: post({ ...procedure, performer: [{ actor: { display: 'Dr. X', identifier: { value: '1' } } }] }), expect: made },
    { name: 'a contained resource that is there', as: clinician, request: post({ ...procedure, contained: [{ resourceType: 'Practitioner', id: 'p' }], performer: [{ actor: to('#p') }] }), expect: made },
    { name: 'a coordinator plans for the care team\'s patient', as: coordinator, request: post({ resourceType: 'CarePlan', status: 'active', intent: 'plan', subject }), expect: { status: 201 } },
    { name: 'and for nobody else', as: otherCoordinator, request: post({ resourceType: 'CarePlan', status: 'active', intent: 'plan', subject }), expect: { status: 403, refusal: 'outside-confinement', decision: { gate: 'confinement' } } },
    { name: 'a patient writes nothing', as: having(patientA, { scope: 'patient/*.cruds' }), request: post(procedure), expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'a stranger neither', as: stranger, request: post(procedure), expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'R-097 a scope to read is none to write', as: having(clinician, { scope: 'patient/*.rs' }), request: post(procedure), expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'A-093 what creates on a condition is not offered', as: clinician, request: post(procedure, { 'If-None-Exist': 'patient=B&code=hiv' }), expect: { status: 501, refusal: 'conditional-create-not-offered', upstream: 'nothing' } },
    { name: 'A-039 headers that would write more stay here', as: clinician, request: post(procedure, { 'X-Provenance': '{"resourceType":"Provenance"}', 'X-Security-Context': 'Patient/B' }), expect: made },
  ],
};

const unreachable = { status: 422, refusal: 'reference-unreachable' } as const;
const formless = { status: 422, refusal: 'reference-malformed', upstream: 'nothing' } as const;
const withPerformer = (reference: unknown) => post({ ...procedure, performer: [{ actor: { reference } }] });
const reporter: Persona = { claims: { sub: 'r', fhirUser: 'Practitioner/88', roles: ['reporter'], patient: 'A', scope: 'user/*.cruds' }, sees: 'everyone' };

/** What a submitted resource must not be: another's, nobody's, or a bridge to another's. */
export const judgedBodies: Feature = {
  name: 'create: the resource is judged before it is sent',
  cases: [
    { name: 'A-138 one of another patient', as: clinician, request: post({ ...procedure, subject: to('Patient/B') }), expect: outside },
    { name: 'A-138 one that names both: a second subject is refused as JSON', as: clinician, request: text('{"resourceType":"Procedure","subject":{"reference":"Patient/B"},"subject":{"reference":"Patient/A"}}'), expect: malformed },
    { name: 'A-139 one without a subject', as: clinician, request: post({ resourceType: 'Procedure', status: 'completed' }), expect: outside },
    { name: 'A-139 one that only shows a name', as: clinician, request: post({ ...procedure, subject: { display: 'Ann Adler' } }), expect: outside },
    { name: 'A-158 a subject by identifier', as: clinician, request: post({ ...procedure, subject: { type: 'Patient', identifier: { value: 'A' } } }), expect: outside },
    { name: 'A-158 a subject of a version', as: clinician, request: post({ ...procedure, subject: to('Patient/A/_history/1') }), expect: outside },
    { name: 'A-157 a contained subject', as: clinician, request: post({ ...procedure, contained: [{ resourceType: 'Patient', id: 'p' }], subject: to('#p') }), expect: outside },
    { name: 'A-169 a subject of a transaction that is none', as: clinician, request: post({ ...procedure, subject: to('urn:uuid:0b0a3f34-7a4c-4b4e-9d4e-111111111111') }), expect: outside },
    { name: 'A-156 a subject by search', as: clinician, request: post({ ...procedure, subject: to('Patient?identifier=ssn|123') }), expect: outside },
    { name: 'A-155 another patient on the gateway\'s base', as: clinician, request: post({ ...procedure, subject: to('http://localhost:8080/fhir/Patient/B') }), expect: outside },
    { name: 'A-155 a subject elsewhere', as: clinician, request: post({ ...procedure, subject: to('https://elsewhere.example.org/fhir/Patient/A') }), expect: outside },
    ...['/Patient/A', '../Patient/A', ' Patient/A', 'Patient/A ', 'Patient/A/', 'Patient/A#x', 'Patient/A?x', 'patient/A', 'Patient', 'A', ''].map((reference) => ({ name: `A-155 a subject \`${reference}\``, as: clinician, request: post({ ...procedure, subject: to(reference) }), expect: outside }) as const),
    { name: 'A-181 a second subject under an escaped name', as: clinician, request: text(String.raw`{"resourceType":"Procedure","subject":{"reference":"Patient/A"},"subj\u0065ct":{"reference":"Patient/B"}}`), expect: malformed },
    { name: 'A-181 another patient under escapes', as: clinician, request: text(String.raw`{"resourceType":"Procedure","subject":{"refer\u0065nce":"Patient\/\u0042"}}`), expect: outside },
    { name: 'A-181 the own patient under escapes', as: clinician, request: text(String.raw`{"resourceType":"Procedure","status":"completed","subject":{"refer\u0065nce":"Patient\/\u0041"}}`), expect: made },
    { name: 'A-159 a list of subjects, of which HAPI takes one', as: clinician, request: post({ ...procedure, subject: [subject, to('Patient/B')] }), expect: outside },
    { name: 'A-159 two references in one', as: clinician, request: post({ ...procedure, subject: { reference: ['Patient/A', 'Patient/B'] } }), expect: outside },
    { name: 'A-159 two references in one that names nobody', as: clinician, request: withPerformer(['Practitioner/77', 'Patient/B']), expect: formless },
    { name: 'A-159 no reference in one', as: clinician, request: withPerformer(null), expect: formless },
    { name: 'A-140 one that plants itself in another\'s record', as: clinician, request: withPerformer('Patient/B'), expect: { ...unreachable, upstream: ['GET Patient?_id=A%2CB&_count=1000'], decision: { decision: 'permit' }, outcome: { refusal: 'reference-unreachable', status: 422 } } },
    { name: 'A-140 the own patient may perform', as: clinician, request: withPerformer('Patient/A'), expect: made },
    { name: 'A-102 one that points at another\'s result', as: clinician, request: post({ ...procedure, reasonReference: [to('Observation/b1')] }), expect: unreachable },
    { name: 'A-161 in an extension', as: clinician, request: post({ ...procedure, extension: [{ url: 'http://x.example', valueReference: to('Patient/B') }] }), expect: unreachable },
    { name: 'A-161 in an extension of the reference itself', as: clinician, request: post({ ...procedure, subject: { ...subject, _reference: { extension: [{ url: 'http://x.example', valueReference: to('Patient/B') }] } } }), expect: unreachable },
    { name: 'A-159 in a list within a list, which HAPI makes one of', as: clinician, request: post({ ...procedure, performer: [[{ actor: to('Patient/B') }]] }), expect: unreachable },
    { name: 'A-161 in an extension\'s address', as: clinician, request: post({ ...procedure, extension: [{ url: 'http://x.example', valueUri: 'Patient/B' }] }), expect: unreachable },
    { name: 'text that looks like one is text', as: clinician, request: post({ ...procedure, extension: [{ url: 'http://x.example', valueString: 'Patient/B' }] }), expect: made },
    { name: 'A-157 in a contained resource', as: clinician, request: post({ ...procedure, contained: [{ resourceType: 'Observation', id: 'o', status: 'final', subject: to('Patient/B') }], reasonReference: [to('#o')] }), expect: unreachable },
    { name: 'A-161 in an address: a document\'s content', as: clinician, request: post({ resourceType: 'DocumentReference', status: 'current', subject, content: [{ attachment: { url: 'Binary/bin-b' } }] }), expect: { ...unreachable, upstream: [lookUpA, 'GET Binary?_id=bin-b&_count=1000'] } },
    { name: 'A-161 the own content is reachable', as: clinician, request: post({ resourceType: 'DocumentReference', status: 'current', subject, content: [{ attachment: { url: 'Binary/bin-a' } }] }), expect: { status: 201 } },
    { name: 'A-161 in a canonical, with a version', as: clinician, request: post({ ...procedure, instantiatesCanonical: ['Observation/b1|1'] }), expect: unreachable },
    { name: 'A-160 one to what is not there: HAPI does not make it', as: clinician, request: withPerformer('Practitioner/nobody'), expect: { ...unreachable, lacks: ['nobody'] } },
    { name: 'R-158 one to what was deleted', as: clinician, request: post({ ...procedure, reasonReference: [to('Observation/deleted-a')] }), expect: unreachable },
    { name: 'one to what is two patients\'', as: clinician, request: post({ ...procedure, reasonReference: [to('Appointment/app-ab')] }), expect: unreachable },
    { name: 'one to what is nobody\'s', as: clinician, request: post({ ...procedure, reasonReference: [to('Observation/no-subject')] }), expect: unreachable },
    { name: 'one to what is hidden', as: clinician, request: post({ ...procedure, basedOn: [to('Task/task-a')] }), expect: unreachable },
    { name: 'A-156 by search', as: clinician, request: withPerformer('Practitioner?identifier=1'), expect: formless },
    { name: 'A-157 to a contained resource that is not there', as: clinician, request: withPerformer('#nobody'), expect: formless },
    { name: 'A-169 to an entry of no transaction', as: clinician, request: withPerformer('urn:uuid:0b0a3f34-7a4c-4b4e-9d4e-111111111111'), expect: formless },
    ...['x:/Patient/B', 'abc:/Patient/B', 'ab:c/Patient/B', 'x:/Patient/B/_history/1', 'x:/Patient/nobody'].map((reference) => ({ name: `A-155 by a scheme that HAPI drops, \`${reference}\``, as: clinician, request: withPerformer(reference), expect: formless }) as const),
    { name: 'A-155 A-118 a second owner by a scheme that HAPI drops', as: clinician, request: post({ ...procedure, subject: [subject, to('x:/Patient/B')] }), expect: outside },
    { name: 'A-155 by a path of the backend\'s own', as: clinician, request: withPerformer('/Practitioner/77'), expect: formless },
  ],
};

/** Which references a body may hold is a matter of the row that permits the write, not of what else the caller may see (deciding.md, row create). */
export const reachOfReferences: Feature = {
  name: 'create: references lie within the reach of the row that permits',
  policies: 'wide',
  cases: [
    { name: 'a result of the launch patient in a report on the launch patient', as: reporter, request: post({ resourceType: 'DiagnosticReport', status: 'final', code: { text: 'x' }, subject, result: [to('Observation/a1')] }), expect: { status: 201 } },
    { name: 'A-102 another\'s result, which the reporter may read, is no part of it', as: reporter, request: post({ resourceType: 'DiagnosticReport', status: 'final', code: { text: 'x' }, subject, result: [to('Observation/b1')] }), expect: unreachable },
    { name: 'two rows permit two patients, each alone', as: reporter, request: post({ resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject: to('Patient/B'), derivedFrom: [to('Observation/b1')] }), expect: { status: 201 } },
    { name: 'and not one resource about both', as: reporter, request: post({ resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject: to('Patient/B'), derivedFrom: [to('Observation/a1')] }), expect: unreachable },
    { name: 'R-157 by policy: who may write and has no row to read gets nothing back', as: { claims: { sub: 'c', roles: ['clerk'], patient: 'A', scope: 'patient/*.cruds' }, sees: ['A'] }, request: post({ resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject }, { Prefer: 'return=representation' }), expect: { status: 201, body: 'none', upstream: [lookUpA, 'POST Observation return=minimal'] } },
  ],
};

/** Bodies that are not what they say. */
export const malformedBodies: Feature = {
  name: 'create: bodies that are refused',
  cases: [
    { name: 'A-144 A-163 of another type than the path', as: clinician, request: { method: 'POST', path: 'Procedure', body: { resourceType: 'Patient' } }, expect: { status: 400, refusal: 'body-type-differs', upstream: 'nothing' } },
    { name: 'of no type', as: clinician, request: { method: 'POST', path: 'Procedure', body: { status: 'completed' } }, expect: { status: 400, refusal: 'body-not-a-resource', upstream: 'nothing' } },
    { name: 'A-181 of a type in another case', as: clinician, request: { method: 'POST', path: 'Procedure', body: { resourcetype: 'Procedure' } }, expect: { status: 400, refusal: 'body-not-a-resource', upstream: 'nothing' } },
    { name: 'a list', as: clinician, request: text(`[${JSON.stringify(procedure)}]`), expect: { status: 400, refusal: 'body-not-a-resource', upstream: 'nothing' } },
    { name: 'A-181 a name of every object', as: clinician, request: text('{"resourceType":"Procedure","__proto__":{"a":1}}'), expect: malformed },
    { name: 'A-180 single quotes, which HAPI takes', as: clinician, request: text("{'resourceType':'Procedure'}"), expect: malformed },
    { name: 'A-180 a plus before a number, which HAPI takes', as: clinician, request: text('{"resourceType":"Procedure","x":+1}'), expect: malformed },
    { name: 'A-180 more behind the end', as: clinician, request: text(`${JSON.stringify(procedure)}x`), expect: malformed },
    { name: 'half a resource', as: clinician, request: text('{"resourceType":"Procedure"'), expect: malformed },
    { name: 'A-182 a byte order mark', as: clinician, request: text(`\ufeff${JSON.stringify(procedure)}`), expect: malformed },
    { name: 'A-185 10,000 levels', as: clinician, request: text(`{"resourceType":"Procedure","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`), expect: malformed },
    { name: 'nothing', as: clinician, request: text(''), expect: { status: 400, refusal: 'body-missing', upstream: 'nothing' } },
    { name: 'A-179 XML', as: clinician, request: text('<Procedure xmlns="http://hl7.org/fhir"/>', 'application/fhir+xml'), expect: { status: 415, refusal: 'unsupported-media-type', upstream: 'nothing' } },
    { name: 'A-179 Turtle', as: clinician, request: text('@prefix fhir: <http://hl7.org/fhir/> .', 'text/turtle'), expect: { status: 415, refusal: 'unsupported-media-type', upstream: 'nothing' } },
    { name: 'A-182 another charset', as: clinician, request: text(JSON.stringify(procedure), 'application/fhir+json; charset=utf-16'), expect: { status: 415, refusal: 'unsupported-media-type', upstream: 'nothing' } },
    { name: 'A-182 two charsets', as: clinician, request: text(JSON.stringify(procedure), 'application/fhir+json; charset=utf-8; charset=utf-16'), expect: { status: 415, refusal: 'unsupported-media-type', upstream: 'nothing' } },
    { name: 'A-183 an encoded body', as: clinician, request: post(procedure, { 'Content-Encoding': 'gzip' }), expect: { status: 415, refusal: 'content-encoding', upstream: 'nothing' } },
    { name: 'A-070 a query', as: clinician, request: { method: 'POST', path: 'Procedure?patient=A', body: procedure }, expect: { status: 400, refusal: 'parameter-not-here', at: 'patient', upstream: 'nothing' } },
    { name: 'A-172 no Bundle is stored', as: clinician, request: { method: 'POST', path: 'Bundle', body: { resourceType: 'Bundle', type: 'batch' } }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'A-243 no AuditEvent neither', as: clinician, request: { method: 'POST', path: 'AuditEvent', body: { resourceType: 'AuditEvent' } }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
  ],
};
