import assert from 'node:assert/strict';
import type { Backend } from '../../../src/demo/backend.ts';
import { startBackend } from '../../../src/demo/backend.ts';
import { owners, seed } from '../../support/crossing-data.ts';

const mrn = (value: string) => ({ system: 'urn:mrn', value });
const to = (reference: string) => ({ reference });
const ucum = (value: number, code: string) => ({ value, unit: code, system: 'http://unitsofmeasure.org', code });

const patients = [
  {
    id: 'p1', active: true, identifier: [mrn('1'), { value: 'bare' }], name: [{ use: 'official', family: 'Müller', given: ['Anna', 'Maria'] }, { text: 'Annie' }], gender: 'female',
    birthDate: '1980-02-03', telecom: [{ system: 'phone', value: '555-1' }], address: [{ use: 'home', line: ['Elm Street 1'], city: 'Köln' }], generalPractitioner: [to('Practitioner/d1')],
    communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'de', display: 'German' }], text: 'Deutsch' } }],
    meta: { tag: [{ system: 'urn:tags', code: 't1' }], security: [{ system: 'urn:security', code: 'R' }], profile: ['http://e.org/profile'] },
  },
  { id: 'p2', active: false, identifier: [{ system: 'urn:other', value: '1' }], name: [{ family: 'Mueller, Jr' }], gender: 'male', birthDate: '1980-02', link: [{ other: to('Patient/p1'), type: 'seealso' }] },
  { id: 'p3', name: [{ family: 'Smith' }], birthDate: '1981' },
].map((each) => ({ resourceType: 'Patient', ...each }));

const observations = [
  { id: 'o1', status: 'final', subject: to('Patient/p1'), effectiveDateTime: '2024-01-05T09:10:00Z', code: { coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }] }, valueQuantity: ucum(73, '/min') },
  { id: 'o2', status: 'final', subject: to('Patient/p2'), performer: [to('Patient/p1')], effectivePeriod: { start: '2024-01-05', end: '2024-01-07' }, code: { coding: [{ system: 'urn:local', code: '8867-4' }] }, valueQuantity: ucum(5.4, 'mg') },
  { id: 'o3', status: 'amended', subject: to('Group/p1'), effectivePeriod: { start: '2024-02-01' }, code: { text: 'Heart rate variability' }, valueQuantity: { value: 5.45, unit: 'mg' } },
  { id: 'o4', status: 'final', subject: to('Patient/p1/_history/1'), effectiveTiming: { event: ['2023-03-01', '2023-03-09'] }, code: { coding: [{ code: '8867-4' }] } },
  { id: 'o5', status: 'final', subject: to('http://elsewhere.example.org/fhir/Patient/p1'), effectiveInstant: '2024-01-05T11:10:00.000+02:00', code: {} },
  { id: 'o6', status: 'final', subject: { identifier: mrn('1') }, code: {}, derivedFrom: [to('Observation/o1')] },
].map((each) => ({ resourceType: 'Observation', ...each }));

const others = [
  { resourceType: 'Practitioner', id: 'd1' },
  { resourceType: 'RiskAssessment', id: 'r1', subject: to('Patient/p1'), prediction: [{ probabilityDecimal: 0.8 }] },
  { resourceType: 'RiskAssessment', id: 'r2', subject: to('Patient/p1'), prediction: [{ probabilityDecimal: 0.75 }, { probabilityDecimal: 0.1 }] },
  { resourceType: 'Condition', id: 'c1', subject: to('Patient/p1'), onsetRange: { low: ucum(30, 'a'), high: ucum(40, 'a') } },
  { resourceType: 'Condition', id: 'c2', subject: to('Patient/p1'), onsetAge: ucum(50, 'a') },
  { resourceType: 'ValueSet', id: 'v1', url: 'http://e.org/vs', version: '1' },
  { resourceType: 'ValueSet', id: 'v2', url: 'http://e.org/vs/more', version: '2' },
  { resourceType: 'QuestionnaireResponse', id: 'q1', status: 'completed', questionnaire: 'http://e.org/Questionnaire/x|2' },
  { resourceType: 'QuestionnaireResponse', id: 'q2', status: 'completed', questionnaire: 'Questionnaire/x' },
];

type Case = { readonly query: string; readonly finds: string; readonly sentence?: string };
const cases: Readonly<Record<string, readonly Case[]>> = {
  string: [
    { query: 'Patient?family=mull', finds: 'p1', sentence: 'without case and accents, from the beginning' },
    { query: 'Patient?family=ull', finds: '' },
    { query: 'Patient?family:contains=LLER', finds: 'p1 p2' },
    { query: 'Patient?family:exact=Müller', finds: 'p1' },
    { query: 'Patient?family:exact=müller', finds: '' },
    { query: 'Patient?name=maria', finds: 'p1', sentence: 'in any part of a name' },
    { query: 'Patient?name=annie', finds: 'p1' },
    { query: 'Patient?name=official', finds: '', sentence: 'but not in its use' },
    { query: 'Patient?address=elm', finds: 'p1' },
    { query: 'Patient?address-city=koln', finds: 'p1' },
    { query: 'Patient?family=mueller\\, jr', finds: 'p2', sentence: 'an escaped comma is part of the value' },
    { query: 'Patient?family=mull,smi', finds: 'p1 p3', sentence: 'a plain one makes an OR list' },
    { query: 'Patient?given=anna&given=maria', finds: 'p1', sentence: 'repeated is AND' },
    { query: 'Patient?given=anna&given=otto', finds: '' },
  ],
  token: [
    { query: 'Patient?identifier=1', finds: 'p1 p2' },
    { query: 'Patient?identifier=urn:mrn|1', finds: 'p1' },
    { query: 'Patient?identifier=urn:mrn|', finds: 'p1' },
    { query: 'Patient?identifier=urn:nobody|1', finds: '' },
    { query: 'Patient?identifier=|bare', finds: 'p1' },
    { query: 'Patient?identifier=|1', finds: '' },
    { query: 'Patient?active=true', finds: 'p1' },
    { query: 'Patient?gender=male', finds: 'p2' },
    { query: 'Patient?gender=MALE', finds: '' },
    { query: 'Patient?gender=male,female', finds: 'p1 p2' },
    { query: 'Patient?gender:not=male', finds: 'p1 p3', sentence: ':not is also what has none' },
    { query: 'Patient?gender:not=male,female', finds: 'p3' },
    { query: 'Patient?telecom=phone|555-1', finds: 'p1' },
    { query: 'Patient?phone=555-1', finds: 'p1' },
    { query: 'Patient?email=555-1', finds: '' },
    { query: 'Patient?language:text=deut', finds: 'p1' },
    { query: 'Patient?language:text=german', finds: 'p1' },
    { query: 'Observation?code:text=heart rate', finds: 'o1 o3' },
    { query: 'Observation?code=8867-4', finds: 'o1 o2 o4' },
    { query: 'Observation?code=http://loinc.org|8867-4', finds: 'o1' },
    { query: 'Observation?code=|8867-4', finds: 'o4' },
    { query: 'Observation?code=8867-4&status=final', finds: 'o1 o2 o4' },
    { query: 'Observation?code=8867-4&status=amended', finds: '' },
    { query: 'Patient?_tag=urn:tags|t1', finds: 'p1' },
    { query: 'Patient?_security=R', finds: 'p1' },
    { query: 'Patient?_security=t1', finds: '' },
  ],
  _id: [
    { query: 'Patient?_id=p1', finds: 'p1' },
    { query: 'Patient?_id=p1,p3,none', finds: 'p1 p3' },
    { query: 'Patient?_id=p1&_id=p2', finds: '' },
    { query: 'Patient?_id=Patient/p1', finds: 'p1' },
    { query: 'Patient?_id=Patient/p1/_history/1', finds: 'p1' },
    { query: 'Patient?_id=BASE/Patient/p1', finds: 'p1', sentence: 'HAPI drops what is before' },
    { query: 'Patient?_id=Practitioner/p1', finds: '' },
    { query: 'Patient?_id:not=p1', finds: 'p2 p3' },
  ],
  reference: [
    { query: 'Observation?patient=p1', finds: 'o1 o4', sentence: 'not a Group\'s of the same id' },
    { query: 'Observation?patient=Patient/p1', finds: 'o1 o4' },
    { query: 'Observation?patient=Group/p1', finds: '' },
    { query: 'Observation?patient=nobody', finds: '' },
    { query: 'Observation?subject=p1', finds: 'o1 o3 o4' },
    { query: 'Observation?subject=Patient/p1', finds: 'o1 o4' },
    { query: 'Observation?subject=Patient/p1,Patient/p2', finds: 'o1 o2 o4' },
    { query: 'Observation?subject=Patient/p1&subject=Patient/p2', finds: '' },
    { query: 'Observation?subject:Group=p1', finds: 'o3' },
    { query: 'Observation?subject:Patient=Patient/p1', finds: 'o1 o4' },
    { query: 'Observation?subject=BASE/Patient/p1', finds: '', sentence: 'as with HAPI, to whom references are relative' },
    { query: 'Observation?subject=http://elsewhere.example.org/fhir/Patient/p1', finds: 'o5' },
    { query: 'Observation?subject:identifier=urn:mrn|1', finds: 'o6' },
    { query: 'Observation?subject:identifier=urn:mrn|2', finds: '' },
    { query: 'Observation?performer=Patient/p1', finds: 'o2' },
    { query: 'Patient?general-practitioner=d1', finds: 'p1' },
    { query: 'Patient?link=Patient/p1', finds: 'p2' },
    { query: 'QuestionnaireResponse?questionnaire=Questionnaire/x', finds: 'q2' },
    { query: 'QuestionnaireResponse?questionnaire=http://e.org/Questionnaire/x', finds: 'q1', sentence: 'a canonical\'s version may be left off' },
    { query: 'Observation?patient=', finds: 'o1 o2 o3 o4 o5 o6', sentence: 'HAPI ignores what is blank: everyone\'s' },
  ],
  date: [
    { query: 'Patient?birthdate=1980-02-03', finds: 'p1', sentence: 'a month is not within a day' },
    { query: 'Patient?birthdate=1980-02', finds: 'p1 p2' },
    { query: 'Patient?birthdate=1980', finds: 'p1 p2' },
    { query: 'Patient?birthdate=ne1980', finds: 'p3' },
    { query: 'Patient?birthdate=gt1980-02-03', finds: 'p2 p3', sentence: 'a month reaches beyond a day' },
    { query: 'Patient?birthdate=lt1980-02-03', finds: 'p2' },
    { query: 'Patient?birthdate=ge1980', finds: 'p1 p2 p3' },
    { query: 'Patient?birthdate=le1980', finds: 'p1 p2' },
    { query: 'Patient?birthdate=sa1980', finds: 'p3' },
    { query: 'Patient?birthdate=eb1980-02-04', finds: 'p1' },
    { query: 'Patient?birthdate=1980,1981', finds: 'p1 p2 p3' },
    { query: 'Patient?birthdate=ge1980-01-01&birthdate=lt1980-02-03', finds: 'p2' },
    { query: 'Observation?date=2024-01-05', finds: 'o1 o5' },
    { query: 'Observation?date=2024-01-05T09:10Z', finds: 'o1 o5', sentence: 'whatever the zone' },
    { query: 'Observation?date=2024-01-05T10:10:00%2B01:00', finds: 'o1 o5' },
    { query: 'Observation?date=2024-01', finds: 'o1 o2 o5', sentence: 'a Period is found by what holds all of it' },
    { query: 'Observation?date=ap2024-01-06', finds: 'o1 o2 o3 o4 o5', sentence: 'within a tenth of the way back from 2034' },
    { query: 'Observation?date=gt2024-01-31', finds: 'o3', sentence: 'a Period without end goes on' },
    { query: 'Observation?date=gt2030', finds: 'o3' },
    { query: 'Observation?date=sa2024-01-06', finds: 'o3' },
    { query: 'Observation?date=eb2024-01-05', finds: 'o4' },
    { query: 'Observation?date=2023-03', finds: 'o4' },
    { query: 'Observation?date=2023-03-01', finds: '' },
    { query: 'Patient?_lastUpdated=2034-05', finds: 'p1 p2 p3' },
    { query: 'Patient?_lastUpdated=lt2034-05', finds: '' },
  ],
  'number and quantity': [
    { query: 'RiskAssessment?probability=0.8', finds: 'r1 r2', sentence: '0.8 is 0.75 to 0.85' },
    { query: 'RiskAssessment?probability=0.80', finds: 'r1' },
    { query: 'RiskAssessment?probability=gt0.75', finds: 'r1' },
    { query: 'RiskAssessment?probability=ge0.75', finds: 'r1 r2' },
    { query: 'RiskAssessment?probability=lt0.5', finds: 'r2' },
    { query: 'RiskAssessment?probability=ne0.80', finds: 'r2' },
    { query: 'RiskAssessment?probability=8e-1', finds: 'r1 r2' },
    { query: 'Observation?value-quantity=5.4', finds: 'o2' },
    { query: 'Observation?value-quantity=5.4|http://unitsofmeasure.org|mg', finds: 'o2' },
    { query: 'Observation?value-quantity=5.4|http://unitsofmeasure.org|g', finds: '' },
    { query: 'Observation?value-quantity=gt5||mg', finds: 'o2 o3' },
    { query: 'Observation?value-quantity=ap5||mg', finds: 'o2 o3' },
    { query: 'Observation?value-quantity=ge73', finds: 'o1' },
    { query: 'Condition?onset-age=gt45', finds: 'c2' },
    { query: 'Condition?onset-age=lt45||a', finds: 'c1', sentence: 'of a Range both ends count' },
  ],
  'uri, :missing and others': [
    { query: 'ValueSet?url=http://e.org/vs', finds: 'v1' },
    { query: 'Patient?_profile=http://e.org/profile', finds: 'p1' },
    { query: 'Patient?gender:missing=true', finds: 'p3' },
    { query: 'Patient?gender:missing=false', finds: 'p1 p2' },
    { query: 'Observation?patient:missing=true', finds: 'o3 o6', sentence: 'a subject that is no patient is none, one elsewhere is' },
    { query: 'Patient?active=true&gender=female&birthdate=1980', finds: 'p1' },
    { query: 'Patient?active=true&gender=male', finds: '' },
    { query: 'Patient?_format=json&_pretty=true&_summary=false&_total=none&_id=p1', finds: 'p1' },
  ],
  _sort: [
    { query: 'Patient?_sort=family', finds: 'p2 p1 p3' },
    { query: 'Patient?_sort=-family', finds: 'p3 p1 p2' },
    { query: 'Patient?_sort=birthdate,-_id', finds: 'p2 p1 p3' },
    { query: 'Patient?_sort=gender', finds: 'p1 p2 p3', sentence: 'what has none comes last' },
    { query: 'Patient?_sort=-gender', finds: 'p2 p1 p3', sentence: 'either way' },
    { query: 'Observation?_sort=-date', finds: 'o3 o2 o1 o5 o4 o6' },
    { query: 'Observation?_sort=status,-value-quantity', finds: 'o3 o1 o2 o4 o5 o6' },
    { query: 'RiskAssessment?_sort=probability', finds: 'r2 r1', sentence: 'going up, by the least of several values' },
    { query: 'Observation?_sort=subject,_id', finds: 'o3 o1 o4 o2 o5 o6' },
  ],
};

const refused = [
  'Patient?nonsense=1', 'Patient?_nonsense=1', 'Patient?constructor=1', 'Patient?_id.x=1', 'Observation?patient.name=x', 'Observation?patient:Patient.name=x', 'Observation?_include=Observation:patient',
  'Patient?_has:Observation:patient:code=1', 'Patient?birthdate=x', 'Patient?birthdate=1980-13', 'Patient?birthdate=1980-02-30', 'Patient?birthdate:exact=1980', 'Patient?name:not=x', 'Patient?gender:in=x',
  'Patient?gender:missing=x', 'Patient?gender:missing=true,false', 'Observation?subject:Medication=x', 'Observation?subject:Patient=Group/x', 'Observation?code-value-quantity=8867-4$gt1', 'Observation?value-quantity=x',
  'Observation?value-quantity=1|2|3|4', 'RiskAssessment?probability=1|2', 'Location?near=1|2|3', 'Patient?deceased=true', 'Patient?_count=x', 'Patient?_count=-1', 'Patient?_total=some', 'Patient?_summary=data',
  'Patient?_sort=nonsense', 'Observation?_sort=code-value-quantity', 'ValueSet?url:below=http://e.org',
];

describe('searches of the embedded backend', () => {
  let backend: Backend;
  before(async () => {
    backend = await startBackend({ port: 0, now: () => Date.UTC(2034, 4, 6), integrity: false });
    for (const resource of [...patients, ...observations, ...others]) backend.put(resource);
  });
  after(() => backend.close());

  type Found = { readonly entry?: readonly { readonly resource: { readonly id: string } }[] };
  const idsOf = async (response: Response): Promise<string> => (((await response.json()) as Found).entry ?? []).map(({ resource }) => resource.id).join(' ');
  const get = (query: string): Promise<Response> => fetch(`${backend.url}/${query.replace('BASE', backend.url)}`);

  for (const [kind, list] of Object.entries(cases)) {
    describe(kind, () => {
      for (const { query, finds, sentence } of list) {
        it(`${query} finds ${finds === '' ? 'nothing' : finds}${sentence === undefined ? '' : `: ${sentence}`}`, async () => {
          const [type = '', ...params] = query.replace('BASE', backend.url).split('?');
          assert.equal(await idsOf(await get(query)), finds);
          const form = await fetch(`${backend.url}/${type}/_search`, { method: 'POST', body: new URLSearchParams(params.join('?')) });
          assert.equal(await idsOf(form), finds, 'as a form');
        });
      }
    });
  }

  for (const query of refused) {
    it(`answers 400 to ${query}`, async () => {
      const reply = await get(query);
      assert.equal(reply.status, 400);
      assert.equal(((await reply.json()) as { resourceType: string }).resourceType, 'OperationOutcome');
    });
  }

  it('names an unknown parameter and those that exist, as HAPI does', async () => {
    assert.match(await (await get('Patient?nonsense=1')).text(), /HAPI-0524: Unknown search parameter \\"nonsense\\" for resource type \\"Patient\\".*birthdate/);
  });

  it('takes a form only as a form, and a search by HEAD not at all', async () => {
    assert.equal((await fetch(`${backend.url}/Patient/_search`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status, 400);
    assert.equal((await fetch(`${backend.url}/Patient?_id=p1`, { method: 'HEAD' })).status, 400);
    assert.equal((await fetch(`${backend.url}/Patient/_search?_id=p1`)).status, 400);
  });

  const subsets = [
    { elements: 'gender', members: ['resourceType', 'id', 'meta', 'gender'] },
    { elements: 'name,birthDate', members: ['resourceType', 'id', 'meta', 'name', 'birthDate'] },
    { elements: 'Patient.gender,name.family', members: ['resourceType', 'id', 'meta', 'name', 'gender'] },
    { elements: 'none', members: ['resourceType', 'id', 'meta'] },
  ];
  for (const { elements, members } of subsets) {
    it(`gives with _elements=${elements} no more than ${members.join(', ')}, and says so`, async () => {
      const bundle = (await (await get(`Patient?_id=p1&_elements=${elements}`)).json()) as { readonly entry: readonly { readonly resource: { readonly meta: { readonly tag: readonly { readonly code: string }[] } } }[] };
      const resource = bundle.entry[0]?.resource;
      assert.deepEqual(Object.keys(resource ?? {}).sort(), [...members].sort());
      assert.deepEqual(resource?.meta.tag.map(({ code }) => code), ['SUBSETTED', 't1']);
      assert.deepEqual(await (await get(`Patient/p1?_elements=${elements}`)).json(), resource);
    });
  }

  it('keeps its index up with updates, deletions and what comes back', async () => {
    const observation = (patient: string) => ({ resourceType: 'Observation', id: 'moving', code: {}, subject: to(`Patient/${patient}`) });
    const both = async (): Promise<readonly string[]> => [await idsOf(await get('Observation?patient=x1')), await idsOf(await get('Observation?patient=x2'))];
    assert.deepEqual(await both(), ['', '']);
    backend.put(observation('x1'));
    assert.deepEqual(await both(), ['moving', '']);
    backend.put(observation('x2'));
    assert.deepEqual(await both(), ['', 'moving']);
    await fetch(`${backend.url}/Observation/moving`, { method: 'DELETE' });
    assert.deepEqual(await both(), ['', '']);
    backend.put(observation('x1'));
    assert.deepEqual(await both(), ['moving', '']);
    await fetch(`${backend.url}/Observation/moving`, { method: 'DELETE' });
  });
});

describe('searches over the crossing data', () => {
  let backend: Backend;
  before(async () => {
    backend = await startBackend({ port: 0 });
    await seed(backend.url);
  });
  after(() => backend.close());

  for (const patient of ['A', 'B', 'C']) {
    it(`find as Observations of ${patient} those that are, and none that mention ${patient}`, async () => {
      const reply = await fetch(`${backend.url}/Observation?patient=Patient/${patient}&_count=100`);
      const { entry = [] } = (await reply.json()) as { entry?: readonly { fullUrl: string }[] };
      const wanted = Object.keys(owners).filter((path) => path.startsWith('Observation/') && owners[path]?.join() === patient);
      assert.deepEqual(entry.map(({ fullUrl }) => fullUrl.slice(backend.url.length + 1)).sort(), wanted.sort());
    });
  }
});
