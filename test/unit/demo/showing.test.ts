import assert from 'node:assert/strict';
import { patient, startedBackend } from './started-backend.ts';

type Shown = { readonly meta: { readonly tag?: readonly { readonly code: string }[] }; readonly [member: string]: unknown };
type Page = { readonly meta: { readonly tag?: readonly object[] }; readonly entry: readonly { readonly resource: Shown; readonly search?: { readonly mode: string } }[]; readonly link: readonly { readonly url: string }[] };

const p1 = patient('p1', {
  meta: { tag: [{ code: 't1' }] }, language: 'de', text: { status: 'generated', div: '<div>hi</div>' }, contained: [{ resourceType: 'Organization', id: 'o', name: 'inner' }],
  name: [{ family: 'One', _family: { id: 'x' }, given: ['Ann'] }, { text: 'Two' }], gender: 'female', birthDate: '1980', contact: [{ name: { family: 'x' } }], managingOrganization: { reference: '#o' },
});
const observation = { resourceType: 'Observation', id: 'o1', status: 'final', category: [{ text: 'x' }], code: { text: 'x' }, subject: { reference: 'Patient/p1' }, valueQuantity: { value: 1.00, unit: 'mg' } };
const appointment = { resourceType: 'Appointment', id: 'a1', status: 'booked', description: 'x', participant: [{ actor: { reference: 'Patient/p1' }, status: 'accepted' }] };
const encounter = { resourceType: 'Encounter', id: 'e1', status: 'finished', class: { code: 'AMB' }, subject: { reference: 'Patient/p1' }, period: { start: '2024' }, statusHistory: [{ status: 'planned' }], participant: [{ period: { start: '2024' }, individual: { reference: 'Practitioner/d1' } }] };

const subsets = [
  { query: 'Patient?_id=p1&_elements=gender', rest: { gender: 'female' } },
  { query: 'Patient?_id=p1&_elements=birthDate,%20gender', rest: { gender: 'female', birthDate: '1980' } },
  { query: 'Patient?_id=p1&_elements=Patient.gender', rest: { gender: 'female' } },
  { query: 'Patient?_id=p1&_elements=name.given', rest: { name: [{ given: ['Ann'] }, {}] } },
  { query: 'Patient?_id=p1&_elements=name.family', rest: { name: [{ family: 'One', _family: { id: 'x' } }, {}] } },
  { query: 'Patient?_id=p1&_elements=none', rest: {} },
  { query: 'Observation?_id=o1&_elements=value', rest: { valueQuantity: { value: 1, unit: 'mg' } } },
  { query: 'Observation?_id=o1&_elements=valueQuantity.unit', rest: { valueQuantity: { unit: 'mg' } } },
  { query: 'Observation?_id=o1&_elements=val', rest: {} },
  { query: 'Encounter?_id=e1&_elements=status', rest: { status: 'finished' } },
  { query: 'Patient?_id=p1&_summary=true', rest: { name: p1['name' as keyof typeof p1], gender: 'female', birthDate: '1980', managingOrganization: { reference: '#o' } } },
  { query: 'Encounter?_id=e1&_summary=true', rest: { status: 'finished', class: { code: 'AMB' }, subject: { reference: 'Patient/p1' }, participant: [{ individual: { reference: 'Practitioner/d1' } }] } },
  { query: 'Appointment?_id=a1&_summary=true', rest: { status: 'booked' } },
  { query: 'Appointment?_id=a1&_summary=text', rest: { status: 'booked', participant: appointment.participant } },
  { query: 'Patient?_id=p1&_summary=text', rest: { text: { status: 'generated', div: '<div>hi</div>' } } },
  { query: 'Observation?_id=o1&_summary=text', rest: { status: 'final', code: { text: 'x' } } },
  { query: 'Observation?_id=o1&_summary=data', rest: { status: 'final', category: [{ text: 'x' }], code: { text: 'x' }, subject: { reference: 'Patient/p1' }, valueQuantity: { value: 1, unit: 'mg' } } },
];

const untouched = ['Patient?_id=p1', 'Patient?_id=p1&_elements=', 'Patient?_id=p1&_elements=Observation.status', 'Patient?_id=p1&_summary=false', 'Patient?_id=p1&_summary=nonsense', 'Patient?_id=p1&_summary='];

describe('what the embedded backend shows of a resource', () => {
  const { backend, ask, diagnostics } = startedBackend({ integrity: false });
  beforeEach(() => {
    for (const resource of [p1, observation, appointment, encounter]) backend().put(resource);
  });
  const page = async (target: string): Promise<Page> => (await (await ask(target)).json()) as Page;
  const isCut = ({ meta }: Shown): boolean => meta.tag?.some(({ code }) => code === 'SUBSETTED') === true;

  for (const { query, rest } of subsets) {
    it(`with ${query} is ${Object.keys(rest).join(', ') || 'nothing'}, besides type, id and meta with a tag; a read shows the same`, async () => {
      const [, type = '', id = '', params = ''] = /^(\w+)\?_id=(\w+)&(.*)$/.exec(query) ?? [];
      const resource = (await page(`/${query}`)).entry[0]?.resource;
      assert.ok(resource !== undefined && isCut(resource));
      const { resourceType, id: found, meta, ...others } = resource;
      assert.deepEqual([resourceType, found, others], [type, id, rest]);
      assert.ok(id !== 'p1' || meta.tag?.some(({ code }) => code === 't1'));
      if (params !== '_summary=text') assert.deepEqual(await (await ask(`/${type}/${id}?${params}`)).json(), resource);
    });
  }

  for (const query of untouched) {
    it(`with ${query} is all of it`, async () => {
      const resource = (await page(`/${query}`)).entry[0]?.resource;
      assert.ok(resource !== undefined && !isCut(resource));
      assert.deepEqual(Object.keys(resource).sort(), Object.keys(p1).sort());
    });
  }

  it('keeps every byte of what stays', async () => {
    backend().put('{"resourceType":"Observation","id":"b","status" : "final","valueQuantity":{ "value":1.00,"unit":"mg"}}');
    assert.match(await (await ask('/Observation/b?_elements=value')).text(), /\},"valueQuantity":\{ "value":1\.00,"unit":"mg"\}\}$/);
    assert.match(await (await ask('/Observation/b?_elements=status,value.value')).text(), /\},"status" : "final","valueQuantity":\{"value":1\.00\}\}$/);
  });

  const included = [
    { query: '_elements=status', cut: false },
    { query: '_elements=status,Patient.gender', cut: true },
    { query: '_summary=text', cut: true },
  ];
  for (const { query, cut } of included) {
    it(`${cut ? 'cuts' : 'does not cut'} what is included with ${query}`, async () => {
      const { entry } = await page(`/Observation?_id=o1&_include=Observation:subject&${query}`);
      assert.deepEqual(entry.map(({ resource, search }) => [search?.mode, isCut(resource)]), [['match', true], ['include', cut]]);
    });
  }

  it('cuts by a page link what is included, too, whatever type it is of: HAPI forgets there whom bare names are for', async () => {
    backend().put({ ...observation, id: 'o2' });
    const next = (await page('/Observation?_count=1&_include=Observation:subject&_elements=status')).link[1]?.url ?? '';
    assert.deepEqual((await page(next.slice(backend().url.length))).entry.map(({ resource, search }) => [search?.mode, Object.keys(resource)]), [
      ['match', ['resourceType', 'id', 'meta', 'status']],
      ['include', ['resourceType', 'id', 'meta']],
    ]);
  });

  it('tags the Bundle of summaries and of data, not those of texts and elements, as HAPI does', async () => {
    const tagged: string[] = [];
    for (const query of ['_summary=true', '_summary=data', '_summary=count', '_count=0', '_summary=text', '_elements=gender', '_summary=false']) {
      if ((await page(`/Patient?${query}`)).meta.tag !== undefined) tagged.push(query);
    }
    assert.deepEqual(tagged, ['_summary=true', '_summary=data', '_summary=count', '_count=0']);
  });

  it('answers a read with `_summary=text` with the narrative alone, as HTML', async () => {
    const reply = await ask('/Patient/p1?_summary=text');
    assert.deepEqual([reply.headers.get('content-type'), await reply.text()], ['text/html;charset=utf-8', '<div>hi</div>']);
    assert.equal(await (await ask('/Observation/o1?_summary=text')).text(), 'null');
    assert.equal((await ask('/Patient/p1?_summary=true')).headers.get('content-type'), 'application/fhir+json;charset=utf-8');
  });

  it('shows histories as asked, too', async () => {
    const { entry } = await page('/Patient/p1/_history?_elements=gender');
    assert.deepEqual(Object.keys(entry[0]?.resource ?? {}), ['resourceType', 'id', 'meta', 'gender']);
  });

  it('answers 400 to both at once', async () => {
    for (const target of ['/Patient?_summary=true&_elements=gender', '/Patient/p1?_summary=count&_elements=gender']) {
      const reply = await ask(target);
      assert.equal(reply.status, 400);
      assert.match(await diagnostics(reply), /^HAPI-0304/);
    }
    assert.equal((await ask('/Patient?_summary=false&_elements=gender')).status, 200);
  });

  it('carries `_elements` to the next page and forgets `_summary`, and shows of a page what its own link says', async () => {
    backend().put(patient('p2', { gender: 'male' }));
    for (const { query, carried, cut } of [{ query: '_elements=gender', carried: '&_bundletype=searchset&_elements=gender', cut: true }, { query: '_summary=true', carried: '&_bundletype=searchset', cut: false }]) {
      const next = (await page(`/Patient?_count=1&${query}`)).link[1]?.url ?? '';
      assert.ok(next.endsWith(carried), next);
      const target = next.slice(backend().url.length);
      assert.equal(isCut((await page(target)).entry[0]?.resource ?? { meta: {} }), cut);
      assert.equal(isCut((await page(target.replace('&_elements=gender', ''))).entry[0]?.resource ?? { meta: {} }), false);
    }
  });
});
