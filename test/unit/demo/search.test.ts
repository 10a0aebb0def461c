import assert from 'node:assert/strict';
import type { Backend } from '../../../src/demo/backend.ts';
import { startBackend } from '../../../src/demo/backend.ts';
import { owners, seed } from '../../support/crossing-data.ts';
import { idsOf, putSearchData, to } from './search-data.ts';

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
    { query: 'Patient?_sort=identifier', finds: 'p1 p2 p3', sentence: 'a token by its system, then its code' },
    { query: 'Patient?_sort=-identifier', finds: 'p1 p2 p3', sentence: 'where what has no system comes behind, so going down before' },
    { query: 'ValueSet?_sort=-url', finds: 'v2 v1' },
    { query: 'Observation?_sort=-code-value-quantity,_id', finds: 'o4 o2 o1 o3 o5 o6', sentence: 'a composite by its parts, one after the other' },
    { query: 'Patient?_sort=', finds: 'p1 p2 p3' },
  ],
};

const refused = [
  'Patient?nonsense=1', 'Patient?_nonsense=1', 'Patient?constructor=1', 'Patient?_id.x=1', 'Patient?birthdate=x', 'Patient?birthdate=1980-13', 'Patient?birthdate=1980-02-30', 'Observation?value-quantity=x',
  'Observation?value-quantity=1|2|3|4', 'RiskAssessment?probability=1|2', 'Location?near=1|2|3', 'Patient?deceased=true', 'Patient?_count=x', 'Patient?_count=-1', 'Patient?_offset=x', 'Patient?_sort=nonsense', 'Location?_sort=near',
  'Patient?_summary=true&_elements=name',
];

describe('searches of the embedded backend', () => {
  let backend: Backend;
  before(async () => {
    backend = await startBackend({ port: 0, now: () => Date.UTC(2034, 4, 6), integrity: false });
    putSearchData(backend);
  });
  after(() => backend.close());

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
