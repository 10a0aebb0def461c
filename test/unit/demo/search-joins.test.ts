import assert from 'node:assert/strict';
import type { Backend } from '../../../src/demo/backend.ts';
import { startBackend } from '../../../src/demo/backend.ts';
import { seed } from '../../support/crossing-data.ts';
import { idsOf } from './search-data.ts';

type Case = { readonly query: string; readonly finds: string; readonly sentence?: string };

// Each of these finds the same on HAPI, seeded with the same data (docs/hapi-notes.md).
const cases: Readonly<Record<string, readonly Case[]>> = {
  chains: [
    { query: 'Observation?patient.family=Brandt&code=2160-0', finds: 'b1' },
    { query: 'Observation?patient.family=nobody', finds: '' },
    { query: 'Observation?patient.family:exact=brandt', finds: '', sentence: 'with modifiers' },
    { query: 'Observation?patient.birthdate=lt1980&code=2339-0', finds: 'b4', sentence: 'with prefixes' },
    { query: 'Observation?patient.family=Adler,Brandt&code=2339-0', finds: 'a4 b4', sentence: 'with an OR list' },
    { query: 'Observation?patient.family=Adler&patient.family=Brandt', finds: '', sentence: 'each by itself' },
    { query: 'Observation?patient.gender:not=male&code=2160-0', finds: 'a1' },
    { query: 'Observation?patient.gender:missing=true', finds: '' },
    { query: 'Observation?subject.type=person', finds: 'group-subject', sentence: 'to the one type that has the parameter' },
    { query: 'Observation?subject:Group.type=person', finds: 'group-subject', sentence: 'to the type that is named' },
    { query: 'Observation?subject:Patient.family=Brandt&date=2024-01-06', finds: 'b4' },
    { query: 'Observation?subject:Medication.code=1', finds: '', sentence: 'to a type where it cannot lead' },
    { query: 'Observation?patient:Group.type=person', finds: '' },
    { query: 'Observation?encounter.patient.family=Adler', finds: 'a3', sentence: 'over several steps' },
    { query: 'Observation?encounter:Encounter.patient:Patient.family=Brandt', finds: 'b3' },
    { query: 'DiagnosticReport?result.patient.family=Brandt', finds: 'dr-a-of-b1', sentence: 'into another patient\'s data' },
    { query: 'DiagnosticReport?result.patient=Patient/A', finds: 'dr-a' },
    { query: 'Observation?encounter.service-provider.name=hospital', finds: 'a3 b3' },
    { query: 'Observation?patient._id=A', finds: '', sentence: 'HAPI does not find the bare id behind a chain' },
    { query: 'Observation?patient._id=Patient/B&code=2160-0', finds: 'b1' },
    { query: 'Observation?patient._id=B,Patient/A&code=2160-0', finds: 'a1' },
    { query: 'Observation?patient._id=Practitioner/A', finds: '' },
    { query: 'Observation?patient.family=&code=2160-0', finds: 'a1 b1', sentence: 'a blank one is ignored' },
    { query: 'Observation?patient.family:nonsense=brandt&code=2160-0', finds: 'b1' },
    { query: 'Encounter?subject:Patient._has:Observation:patient:code=2160-0', finds: 'enc-a enc-b', sentence: 'and back again' },
  ],
  'reverse chains': [
    { query: 'Patient?_has:Observation:patient:code=2160-0', finds: 'A B' },
    { query: 'Patient?_has:Observation:performer:code=8867-4', finds: 'A' },
    { query: 'Patient?_has:Observation:patient:code=2160-0,8867-4', finds: 'A B' },
    { query: 'Patient?_has:Observation:patient:date=gt2024-01-06&_id=B', finds: 'B' },
    { query: 'Patient?_has:Observation:patient:_id=a3', finds: 'A' },
    { query: 'Patient?_has:Coverage:subscriber:status=active&_has:Coverage:beneficiary:status=active', finds: 'A', sentence: 'each by itself' },
    { query: 'Patient?_has:Observation:patient:_has:DiagnosticReport:result:status=final', finds: 'A B', sentence: 'one within the other' },
    { query: 'Patient?_has:Observation:patient:encounter.service-provider.name=hospital', finds: 'A B', sentence: 'with a chain behind' },
    { query: 'Patient?_has:Observation:patient:encounter._id=Encounter/enc-a', finds: 'A' },
    { query: 'Practitioner?_has:Observation:performer:patient.family=Adler', finds: '77' },
    { query: 'Encounter?_has:Observation:encounter:patient=A', finds: 'enc-a' },
    { query: 'Observation?_has:Provenance:target:agent=77&patient=B', finds: 'b3' },
    { query: 'Patient?_has:Observation:patient:code=', finds: 'A B', sentence: 'without a value: whether there is any' },
    { query: 'Patient?_has:Observation:code:code=8867-4', finds: '', sentence: 'by what is no reference' },
    { query: 'Patient?_has:Observation:specimen:code=8867-4', finds: '', sentence: 'by what cannot lead here' },
  ],
};

const refused: readonly { readonly query: string; readonly says: RegExp }[] = [
  { query: 'Observation?subject.nonsense=1', says: /^HAPI-1243: Invalid parameter chain/ },
  { query: 'Observation?patient.encounter.nonsense=1', says: /^HAPI-1243/ },
  { query: 'Observation?subject:Nonsense.family=1', says: /^HAPI-1250/ },
  { query: 'Observation?code.text=1', says: /^HAPI-1935/ },
  { query: 'Observation?nonsense.text=1', says: /^HAPI-0524/ },
  { query: 'Observation?patient.birthdate=x', says: /^HAPI-1235/ },
  { query: 'Patient?_has=1', says: /^HAPI-1942/ },
  { query: 'Patient?_has:Observation:patient=1', says: /^HAPI-1942/ },
  { query: 'Patient?_has:Nonsense:patient:code=1', says: /^HAPI-1208/ },
  { query: 'Patient?_has:Observation:nonsense:code=1', says: /^HAPI-1209/ },
  { query: 'Patient?_has:Observation:patient:nonsense=1', says: /^HAPI-1209/ },
  { query: 'Patient?_has:Observation:patient:code:not=1', says: /^HAPI-1209/ },
  { query: 'Patient?_has:Observation:patient:_has:DiagnosticReport:result:nonsense=1', says: /^HAPI-1209/ },
];

describe('joins of the embedded backend', () => {
  let backend: Backend;
  before(async () => {
    backend = await startBackend({ port: 0 });
    await seed(backend.url);
  });
  after(() => backend.close());

  for (const [kind, list] of Object.entries(cases)) {
    describe(kind, () => {
      for (const { query, finds, sentence } of list) {
        it(`${query} finds ${finds === '' ? 'nothing' : finds}${sentence === undefined ? '' : `: ${sentence}`}`, async () => {
          assert.equal(await idsOf(await fetch(`${backend.url}/${query}`)), finds);
          const [type = '', form = ''] = query.split('?');
          assert.equal(await idsOf(await fetch(`${backend.url}/${type}/_search`, { method: 'POST', body: new URLSearchParams(form) })), finds, 'as a form');
        });
      }
    });
  }

  for (const { query, says } of refused) {
    it(`answers 400 to ${query}`, async () => {
      const reply = await fetch(`${backend.url}/${query}`);
      const { issue } = (await reply.json()) as { readonly issue: readonly { readonly diagnostics: string }[] };
      assert.equal(reply.status, 400);
      assert.match(issue[0]?.diagnostics ?? '', says);
    });
  }

  it('follows what changes: a chain and a reverse chain see the versions that stand', async () => {
    const practitioner = (family: string) => ({ resourceType: 'Practitioner', id: 'moving', name: [{ family }] });
    backend.put(practitioner('Before'));
    backend.put({ resourceType: 'Patient', id: 'moved', generalPractitioner: [{ reference: 'Practitioner/moving' }] });
    const both = async (family: string): Promise<readonly string[]> => [
      await idsOf(await fetch(`${backend.url}/Patient?general-practitioner.family=${family}`)),
      await idsOf(await fetch(`${backend.url}/Practitioner?family=${family}&_has:Patient:general-practitioner:_id=moved`)),
    ];
    assert.deepEqual(await both('Before'), ['moved', 'moving']);
    backend.put(practitioner('After'));
    assert.deepEqual([await both('Before'), await both('After')], [['', ''], ['moved', 'moving']]);
    await fetch(`${backend.url}/Patient/moved`, { method: 'DELETE' });
    assert.deepEqual(await both('After'), ['', '']);
  });
});
