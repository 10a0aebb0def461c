import assert from 'node:assert/strict';
import { readDefinitions } from '../../../scripts/tables/definitions.ts';
import { isFault, scan } from '../../../src/fhir/json.ts';
import { parseProjection, projectionOfIncluded, projectResource, type Projection } from '../../../src/fhir/project.ts';
import { isResourceType } from '../../../src/fhir/resource-types.ts';
import { summaryTable } from '../../../src/fhir/summary-table.ts';

const tag = '{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}';
const meta = `"meta":{"tag":[${tag}]}`;
const elements = (...names: readonly string[]): Projection => ({ kind: 'elements', names });
const summary = (of: 'true' | 'text' | 'data'): Projection => ({ kind: 'summary', of });

const project = (text: string, projection: Projection): string => {
  const doc = scan(text);
  assert.ok(!isFault(doc), text);
  const type = /"resourceType":"(\w+)"/.exec(text)?.[1] ?? '';
  assert.ok(isResourceType(type), type);
  return projectResource(doc, 0, type, projection);
};

const patient = '{"resourceType":"Patient","id":"A","meta":{"versionId":"1"},"language":"en","text":{"status":"generated","div":"<div/>"},"extension":[{"url":"u","valueString":"v"}],"active":true,"name":[{"family":"Adler","_family":{"id":"f"},"given":["Ann"]},{"text":"Ann"}],"birthDate":"1980-02-03","_birthDate":{"id":"b"},"contact":[{"name":{"text":"x"}}],"multipleBirthInteger":2}';
const head = `"resourceType":"Patient","id":"A","meta":{"versionId":"1","tag":[${tag}]}`;
const observation = '{"resourceType":"Observation","id":"o","status":"final","code":{"coding":[{"code":"c"}],"text":"t"},"subject":{"reference":"Patient/A"},"valueQuantity":{"value":1.00,"unit":"\\u006d"},"note":[{"text":"n"}],"component":[{"code":{"text":"a"},"valueString":"x"},{"modifierExtension":[{"url":"m"}],"code":{"text":"b"}}]}';
const oHead = '"resourceType":"Observation","id":"o","status":"final"';
const code = '"code":{"coding":[{"code":"c"}],"text":"t"}';
const document = '{"resourceType":"DocumentReference","status":"current","contained":[{"resourceType":"Practitioner","id":"p","name":[{"family":"P"}]}],"modifierExtension":[{"url":"m"}],"implicitRules":"r","content":[{"attachment":{"data":"aGVsbG8=","title":"t"},"format":{"code":"f"}}],"context":{"period":{"start":"2024"},"facilityType":{"text":"f"}}}';

describe('projectResource', () => {
  const cases: readonly { readonly says: string; readonly of: string; readonly by: Projection; readonly gives: string }[] = [
    { says: 'keeps a named element whole, and the modifiers besides', of: patient, by: elements('name'), gives: `{${head},"active":true,"name":[{"family":"Adler","_family":{"id":"f"},"given":["Ann"]},{"text":"Ann"}]}` },
    { says: 'keeps the part that a name with a dot names, wherever it stands, with its extensions', of: patient, by: elements('name.family'), gives: `{${head},"active":true,"name":[{"family":"Adler","_family":{"id":"f"}}]}` },
    { says: 'joins parts of one element', of: patient, by: elements('name.family', 'name.text'), gives: `{${head},"active":true,"name":[{"family":"Adler","_family":{"id":"f"}},{"text":"Ann"}]}` },
    { says: 'keeps all where a part and the whole are named', of: patient, by: elements('contact.name.text', 'contact'), gives: `{${head},"active":true,"contact":[{"name":{"text":"x"}}]}` },
    { says: 'keeps the extensions of a primitive with it', of: patient, by: elements('birthDate'), gives: `{${head},"active":true,"birthDate":"1980-02-03","_birthDate":{"id":"b"}}` },
    { says: 'leaves no empty object where a part is not there', of: patient, by: elements('contact.period', 'birthDate.day'), gives: `{${head},"active":true}` },
    { says: 'keeps of an unknown name nothing', of: patient, by: elements('foo', 'name.foo', 'Foo', 'Foo.name'), gives: `{${head},"active":true}` },
    { says: 'takes a name with its type', of: patient, by: elements('Patient.birthDate', 'Observation.name'), gives: `{${head},"active":true,"birthDate":"1980-02-03","_birthDate":{"id":"b"}}` },
    { says: 'leaves a resource alone of which no name speaks', of: patient, by: elements('Observation.value'), gives: patient },
    { says: 'keeps mandatory elements that are not asked for', of: observation, by: elements('subject'), gives: `{${oHead},${code},"subject":{"reference":"Patient/A"},${meta}}` },
    { says: 'keeps of a mandatory element the part that is asked for', of: observation, by: elements('code.text'), gives: `{${oHead},"code":{"text":"t"},${meta}}` },
    { says: 'keeps all of a mandatory element of which an unknown part is asked for', of: observation, by: elements('code.foo'), gives: `{${oHead},${code},${meta}}` },
    { says: 'knows a choice without its type, and keeps its bytes', of: observation, by: elements('value'), gives: `{${oHead},${code},"valueQuantity":{"value":1.00,"unit":"\\u006d"},${meta}}` },
    { says: 'knows a choice with its type', of: observation, by: elements('valueQuantity'), gives: `{${oHead},${code},"valueQuantity":{"value":1.00,"unit":"\\u006d"},${meta}}` },
    { says: 'knows a choice with another type as nothing', of: observation, by: elements('valueString'), gives: `{${oHead},${code},${meta}}` },
    { says: 'knows parts of a choice', of: observation, by: elements('value.unit'), gives: `{${oHead},${code},"valueQuantity":{"unit":"\\u006d"},${meta}}` },
    { says: 'knows a choice within an element, and keeps what changes the meaning of a part', of: observation, by: elements('component.value'), gives: `{${oHead},${code},"component":[{"valueString":"x"},{"modifierExtension":[{"url":"m"}]}],${meta}}` },
    { says: 'takes the beginning of a name for no choice', of: observation, by: elements('sub', 'component.val'), gives: `{${oHead},${code},"component":[{"modifierExtension":[{"url":"m"}]}],${meta}}` },
    { says: 'keeps implicit rules, modifier extensions and the type of what is contained', of: document, by: elements('contained.id', 'content.format'), gives: `{"resourceType":"DocumentReference","status":"current","contained":[{"resourceType":"Practitioner","id":"p"}],"modifierExtension":[{"url":"m"}],"implicitRules":"r","content":[{"format":{"code":"f"}}],${meta}}` },
    { says: '`_summary=true` keeps what the definitions mark', of: patient, by: summary('true'), gives: `{${head},"active":true,"name":[{"family":"Adler","_family":{"id":"f"},"given":["Ann"]},{"text":"Ann"}],"birthDate":"1980-02-03","_birthDate":{"id":"b"}}` },
    { says: '`_summary=true` keeps of elements the parts that are marked, and leaves content out', of: document, by: summary('true'), gives: `{"resourceType":"DocumentReference","status":"current","modifierExtension":[{"url":"m"}],"implicitRules":"r","content":[{"attachment":{"title":"t"},"format":{"code":"f"}}],"context":{"period":{"start":"2024"}},${meta}}` },
    { says: '`_summary=true` keeps mandatory elements that are not marked', of: '{"resourceType":"Appointment","status":"booked","participant":[{"status":"accepted"}],"comment":"c"}', by: summary('true'), gives: `{"resourceType":"Appointment","status":"booked","participant":[{"status":"accepted"}],${meta}}` },
    { says: '`_summary=text` keeps the text, and what is mandatory or a modifier', of: patient, by: summary('text'), gives: `{${head},"text":{"status":"generated","div":"<div/>"},"active":true}` },
    { says: '`_summary=data` leaves out the text alone', of: patient, by: summary('data'), gives: patient.replace('"text":{"status":"generated","div":"<div/>"},', '').replace('"meta":{"versionId":"1"}', `"meta":{"versionId":"1","tag":[${tag}]}`) },
    { says: 'adds the tag to others', of: '{"resourceType":"Patient","meta":{"tag":[{"code":"x"}],"versionId":"1"}}', by: elements('name'), gives: `{"resourceType":"Patient","meta":{"versionId":"1","tag":[{"code":"x"},${tag}]}}` },
    { says: 'does not add the tag twice', of: `{"resourceType":"Patient","meta":{"tag":[${tag.replace('}', ',"display":"d"}')}]},"gender":"male"}`, by: elements('name'), gives: `{"resourceType":"Patient","meta":{"tag":[${tag.replace('}', ',"display":"d"}')}]}}` },
    { says: 'takes another system\'s code for another tag', of: '{"resourceType":"Patient","meta":{"tag":[{"system":"s","code":"SUBSETTED"}]}}', by: elements('name'), gives: `{"resourceType":"Patient","meta":{"tag":[{"system":"s","code":"SUBSETTED"},${tag}]}}` },
    { says: 'reads member names that are escaped', of: '{"resourceType":"Patient","\\u006eame":[{"f\\u0061mily":"x","text":"t"}]}', by: elements('name.family'), gives: `{"resourceType":"Patient","\\u006eame":[{"f\\u0061mily":"x"}],${meta}}` },
    { says: 'takes no name from a prototype', of: '{"resourceType":"Patient","gender":"male"}', by: elements('toString', 'constructor.name'), gives: `{"resourceType":"Patient",${meta}}` },
  ];
  for (const { says, of, by, gives } of cases) it(says, () => { assert.equal(project(of, by), gives); });

  it('twice gives what once gave', () => {
    for (const { of, by } of cases) assert.deepEqual(JSON.parse(project(project(of, by), by)), JSON.parse(project(of, by)));
  });

  it('projects a resource within a Bundle', () => {
    const doc = scan(`{"entry":[{"resource":${observation}}]}`);
    assert.ok(!isFault(doc));
    let node = 0;
    for (let at = 0; at < doc.tape.length; at += 6) if (doc.text.startsWith(observation, doc.tape[at + 1])) node = at;
    assert.equal(projectResource(doc, node, 'Observation', elements('subject')), project(observation, elements('subject')));
  });
});

describe('projectionOfIncluded', () => {
  it('keeps names with a type alone (R4 search section 3.1.1.5.9)', () => {
    assert.deepEqual(projectionOfIncluded(elements('value', 'Patient.name')), elements('Patient.name'));
    assert.equal(projectionOfIncluded(elements('value', 'name.family')), undefined);
  });
  it('is the same summary', () => { assert.deepEqual(projectionOfIncluded(summary('true')), summary('true')); });
});

describe('parseProjection', () => {
  const cases: readonly { readonly given: Parameters<typeof parseProjection>[0]; readonly is: ReturnType<typeof parseProjection> }[] = [
    { given: {}, is: undefined },
    { given: { elements: '', summary: '' }, is: undefined },
    { given: { elements: ' ' }, is: undefined },
    { given: { summary: 'false' }, is: undefined },
    { given: { summary: 'count' }, is: undefined },
    { given: { summary: 'true' }, is: summary('true') },
    { given: { summary: 'text' }, is: summary('text') },
    { given: { summary: 'data' }, is: summary('data') },
    { given: { summary: 'True' }, is: 'malformed' },
    { given: { summary: 'true,text' }, is: 'malformed' },
    { given: { elements: 'id,name.family,Patient.birthDate,foo,id' }, is: elements('id', 'name.family', 'Patient.birthDate', 'foo') },
    { given: { elements: 'id', summary: 'false' }, is: elements('id') },
    { given: { elements: 'id', summary: 'true' }, is: 'malformed' },
    { given: { elements: 'id', summary: 'count' }, is: 'malformed' },
    { given: { elements: 'id', summary: 'x' }, is: 'malformed' },
    ...['id,', ',id', 'id,,name', 'id, name', 'name.', '.name', 'name..family', 'value[x]', '_id', '-text', '1', 'a/b', 'naïve'].map((list) => ({ given: { elements: list }, is: 'malformed' as const })),
    { given: { elements: 'a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p' }, is: elements('a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p') },
    { given: { elements: 'a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q' }, is: 'malformed' },
    { given: { elements: Array.from({ length: 200 }, (_, index) => `a${index}`).join() }, is: elements(...Array.from({ length: 200 }, (_, index) => `a${index}`)) },
    { given: { elements: Array.from({ length: 201 }, (_, index) => `a${index}`).join() }, is: 'malformed' },
  ];
  for (const { given, is } of cases) {
    it(`reads ${JSON.stringify(given).slice(0, 80)} as ${is === 'malformed' ? is : is === undefined ? 'the whole' : JSON.stringify(is).slice(0, 80)}`, () => { assert.deepEqual(parseProjection(given), is); });
  }
});

describe('summaryTable', () => {
  const names = [...readDefinitions().elements.keys()];

  // Of these, the whole choice `amount` comes with `amountType`, and `studyEffective` with its description.
  const beginOthers = ['ResearchElementDefinition.characteristic.studyEffective', 'ResearchElementDefinition.characteristic.participantEffective', 'SubstanceReferenceInformation.target.amount', 'SubstanceSpecification.relationship.amount'];

  it('has choices whose names begin no other element, but for four that lie deep', () => {
    const taken = Object.entries(summaryTable).flatMap(([type, { choices }]) => choices.map((choice) => `${type}.${choice}`))
      .filter((choice) => names.some((name) => name.startsWith(choice) && /^[A-Z]\w*$/.test(name.slice(choice.length))));
    assert.deepEqual(taken, beginOthers);
  });

  it('keeps no narrative, extension, contained resource or binary content', () => {
    const kept = Object.entries(summaryTable).flatMap(([type, row]) => row.summary.map((name) => `${type}.${name}`));
    assert.deepEqual(kept.filter((name) => /^\w+\.(?:text|contained)$|\bextension\b|ttachment(?:\.data)?$|Signature(?:\.data)?$/.test(name)), []);
  });
});
