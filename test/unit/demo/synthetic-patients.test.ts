import assert from 'node:assert/strict';
import { demoIds } from '../../../src/demo/demo-ids.ts';
import type { Backend } from '../../../src/demo/backend.ts';
import { startBackend } from '../../../src/demo/backend.ts';
import { syntheticPatients } from '../../../src/demo/synthetic-patients.ts';
import { selectNodes, parsePath } from '../../../src/fhir/element-path.ts';
import { isFault, scan, stringMember } from '../../../src/fhir/json.ts';
import { compartmentOf } from '../../../src/fhir/patient-compartment.ts';
import { isResourceType } from '../../../src/fhir/resource-types.ts';

type Resource = { readonly resourceType: string; readonly id: string; readonly [element: string]: unknown };

const texts = syntheticPatients();
const resources = texts.map((text) => JSON.parse(text) as Resource);
const ofType = (type: string): readonly Resource[] => resources.filter(({ resourceType }) => resourceType === type);
const pathOf = ({ resourceType, id }: Resource): string => `${resourceType}/${id}`;
const paths = new Set(resources.map(pathOf));

/** The patients that the owner elements of a resource name. */
const ownersOf = (text: string): readonly string[] => {
  const doc = scan(text);
  assert.ok(!isFault(doc));
  const type = stringMember(doc, 0, 'resourceType') ?? '';
  assert.ok(isResourceType(type));
  const row = compartmentOf(type);
  if (row.class !== 'owned') return [];
  if (row.self) return [stringMember(doc, 0, 'id') ?? ''];
  const references = row.owners.flatMap((path) => selectNodes(doc, 0, parsePath(path)).map((node) => stringMember(doc, node, 'reference') ?? ''));
  return references.filter((reference) => reference.startsWith('Patient/')).map((reference) => reference.slice('Patient/'.length));
};

describe('syntheticPatients', () => {
  it('gives the same texts at every call', () => {
    assert.deepEqual(syntheticPatients(), texts);
  });

  it('makes fifty patients and a few thousand resources, none above twenty thousand characters', () => {
    assert.equal(ofType('Patient').length, 50);
    assert.ok(resources.length > 3000 && resources.length < 6000);
    assert.ok(texts.every((text) => text.length <= 20_000));
    assert.equal(paths.size, resources.length, 'no id twice');
    assert.ok(resources.every(({ id }) => /^[a-z0-9-]{1,64}$/.test(id)), 'ids are readable');
  });

  it('refers only to what came before, attachments included', () => {
    const before = new Set<string>();
    for (const [index, text] of texts.entries()) {
      for (const [, target = ''] of text.matchAll(/"(?:reference|url)":"([A-Z][A-Za-z]+\/[^"]+)"/g)) assert.ok(before.has(target), `${pathOf(resources[index]!)} refers to ${target}`);
      before.add(pathOf(resources[index]!));
    }
  });

  const wanted = [
    `Patient/${demoIds.annaKeller}`, `Patient/${demoIds.tomKeller}`, `Patient/${demoIds.brunoMeier}`, `Patient/${demoIds.claraNowak}`, `RelatedPerson/${demoIds.evaKeller}`,
    `Practitioner/${demoIds.drHaas}`, `Practitioner/${demoIds.ccLindt}`, `Practitioner/${demoIds.poWeber}`, `Practitioner/${demoIds.drStranger}`,
    `Practitioner/${demoIds.drDemir}`, `Practitioner/${demoIds.icOkafor}`, `Practitioner/${demoIds.drIto}`, `Patient/${demoIds.hannaAlbrecht}`, `Group/${demoIds.diabetesStudy}`,
  ];
  for (const path of wanted) {
    it(`holds ${path}`, () => {
      assert.ok(paths.has(path));
    });
  }

  const clinical = ['Encounter', 'Condition', 'Observation', 'DiagnosticReport', 'MedicationRequest', 'AllergyIntolerance', 'Immunization', 'Procedure', 'DocumentReference', 'Appointment', 'Coverage'];
  for (const id of [demoIds.annaKeller, demoIds.tomKeller, demoIds.brunoMeier, demoIds.claraNowak]) {
    it(`gives ${id} some of every clinical type, and Binaries of their own`, () => {
      const types = new Set(texts.filter((text) => ownersOf(text).includes(id)).map((text) => (JSON.parse(text) as Resource).resourceType));
      assert.deepEqual(clinical.filter((type) => !types.has(type)), []);
      const binaries = ofType('Binary').filter(({ securityContext }) => (securityContext as { reference: string }).reference === `Patient/${id}`);
      assert.equal(binaries.length, 2);
    });
  }

  it('gives each resource of an owned type exactly one owner, but for the study', () => {
    const wrong = texts.filter((text) => {
      const { resourceType } = JSON.parse(text) as Resource;
      return resourceType !== 'Group' && isResourceType(resourceType) && compartmentOf(resourceType).class === 'owned' && new Set(ownersOf(text)).size !== 1;
    });
    assert.deepEqual(wrong, []);
  });

  it('gives who is in the study records whose ids do not say whose they are', () => {
    const [{ member }] = ofType('Group') as unknown as [{ member: readonly { entity: { reference: string }; inactive?: true }[] }];
    const members = member.map(({ entity }) => entity.reference.slice('Patient/'.length));
    assert.deepEqual([members.length, member.filter(({ inactive }) => inactive).map(({ entity }) => entity.reference)], [9, [`Patient/${demoIds.wernerSommer}`]]);
    const records = texts.filter((text) => ownersOf(text).some((owner) => members.includes(owner))).map((text) => JSON.parse(text) as Resource);
    const others = records.filter(({ resourceType }) => resourceType !== 'Patient' && resourceType !== 'Group');
    assert.ok(others.length > 500);
    assert.deepEqual(others.filter(({ id }) => !id.startsWith('case-')).map(pathOf), []);
  });

  it('measures vital signs and laboratory values', () => {
    const categories = new Set(ofType('Observation').map(({ category }) => (category as [{ coding: [{ code: string }] }])[0].coding[0].code));
    assert.deepEqual(categories, new Set(['vital-signs', 'laboratory']));
  });

  it('lets nothing happen before a patient is born', () => {
    for (const { id, birthDate } of ofType('Patient')) {
      const dates = texts.filter((text) => ownersOf(text).includes(id)).flatMap((text) => [...text.matchAll(/"(?:effectiveDateTime|recordedDate|onsetDateTime|start)":"([^"]+)"/g)].map((match) => match[1]!));
      assert.ok(dates.every((date) => date >= String(birthDate)), id);
    }
  });

  describe('in the embedded backend', () => {
    let backend: Backend;
    let seeding = Infinity;
    before(async () => {
      backend = await startBackend({ port: 0 });
      const start = performance.now();
      backend.load(texts);
      seeding = performance.now() - start;
    });
    after(() => backend.close());

    const found = async (query: string): Promise<readonly Resource[]> => {
      const { entry = [] } = (await (await fetch(`${backend.url}/${query}`)).json()) as { entry?: readonly { resource: Resource }[] };
      return entry.map(({ resource }) => resource);
    };

    it('stands whole, in a moment', () => {
      assert.equal(backend.size(), texts.length);
      // A tenth of a second where nothing else runs; the bound is for what would be wrong by orders of magnitude.
      assert.ok(seeding < 5000, `${seeding} ms`);
    });

    const patientsOf = (list: readonly Resource[]): readonly unknown[] => list.map(({ subject, patient }) => ((subject ?? patient) as { reference: string }).reference).sort();
    const reaches = [
      { query: `RelatedPerson?_id=${demoIds.evaKeller}&active=true`, patients: [`Patient/${demoIds.tomKeller}`] },
      { query: `CareTeam?participant=Practitioner/${demoIds.ccLindt}&status=active`, patients: ['Patient/agnes-mueller', 'Patient/birgit-winter', `Patient/${demoIds.brunoMeier}`, 'Patient/greta-krueger'] },
      { query: `CareTeam?patient=${demoIds.claraNowak}`, patients: [] },
      { query: `RelatedPerson?patient=${demoIds.claraNowak}`, patients: [] },
      { query: `CareTeam?participant=Practitioner/${demoIds.drStranger}`, patients: [] },
    ];
    for (const { query, patients } of reaches) {
      it(`leads from ${query} to ${patients.join(', ') || 'nobody'}`, async () => {
        assert.deepEqual(patientsOf(await found(query)), patients);
      });
    }

    it('knows one team that Mr. Lindt has left, whose patient he is not to reach', async () => {
      const [team] = await found('CareTeam?patient=greta-krueger');
      const participants = team?.['participant'] as readonly { member: { reference: string }; period: { end?: string } }[];
      assert.deepEqual(participants.map(({ member, period }) => [member.reference === `Practitioner/${demoIds.ccLindt}`, period.end !== undefined]), [[false, false], [true, true]]);
    });

    it('gives a document\'s content as it was', async () => {
      const [document] = await found(`DocumentReference?patient=${demoIds.annaKeller}&type=11488-4`);
      const [{ attachment }] = document?.['content'] as [{ attachment: { url: string; size: number } }];
      const reply = await fetch(`${backend.url}/${attachment.url}`);
      const content = await reply.text();
      assert.deepEqual([reply.headers.get('content-type'), content.length], ['text/plain', attachment.size]);
      assert.match(content, /Re: Anna Keller/);
    });
  });
});
