import assert from 'node:assert/strict';
import { compartmentOf } from '../../src/fhir/patient-compartment.ts';
import { isResourceType } from '../../src/fhir/resource-types.ts';
import type { SeedStep } from './crossing-data.ts';
import { deletedOwners, owners, seedSteps } from './crossing-data.ts';

const textOf = (step: SeedStep): string => (step.method === 'DELETE' ? '' : 'text' in step ? step.text : JSON.stringify(step.body));
const localReferences = (text: string): readonly string[] => [...text.matchAll(/"reference":\s*"([A-Z][A-Za-z]+\/[^"]+)"/g)].map((match) => match[1]!);

describe('crossing data', () => {
  it('refers only to what an earlier step has put, as HAPI asks', () => {
    const put = new Set<string>();
    for (const step of seedSteps) {
      for (const reference of localReferences(textOf(step))) assert.ok(put.has(reference), `${step.path} refers to ${reference}`);
      put.add(step.path);
    }
  });

  it('puts at each path the resource of that type and id', () => {
    for (const step of seedSteps.filter((each) => each.method === 'PUT')) {
      const { resourceType, id } = JSON.parse(textOf(step)) as { resourceType: string; id: string };
      assert.equal(`${resourceType}/${id}`, step.path);
    }
  });

  it('names the owners of everything, alive or deleted, and none where the type belongs to nobody', () => {
    assert.deepEqual(new Set([...Object.keys(owners), ...Object.keys(deletedOwners)]), new Set(seedSteps.map((step) => step.path)));
    for (const [path, named] of Object.entries({ ...owners, ...deletedOwners })) {
      const type = path.slice(0, path.indexOf('/'));
      assert.ok(isResourceType(type), path);
      const owned = ['owned', 'derived'].includes(compartmentOf(type).class);
      assert.ok(owned || named.length === 0, path);
    }
  });

  it('crosses: of every owned patient pair something of one mentions the other', () => {
    const mentions = (one: 'A' | 'B', other: string): boolean =>
      seedSteps.some((step) => owners[step.path]?.join() === one && textOf(step).includes(`"Patient/${other}"`));
    assert.ok(mentions('A', 'B') && mentions('B', 'A'));
  });
});
