/** Masks from rows as masks.csv has them, and resources as plain data. */

import { compileMasks } from '../../src/decision/mask/compile-masks.ts';
import { maskResource, type Masked } from '../../src/decision/mask/mask-resource.ts';
import type { Mask } from '../../src/decision/mask/rules.ts';
import { isFault, scan } from '../../src/fhir/json.ts';
import { isResourceType } from '../../src/fhir/resource-types.ts';
import { model } from '../../src/policy/check-model.ts';
import { readPolicy } from '../../src/policy/read-policy.ts';

const bases = { own: 'https://gw.example/fhir', backend: ['http://hapi:8080/fhir'] };

/** A mask of rows such as `Patient, name, remove`, which the policy's checks must let through. */
export const maskOf = (rows: readonly string[]): Mask => {
  const text = rows.map((row) => `m, ${row}\n`).join('');
  const { policy, problems } = readPolicy([{ name: 'model.conf', text: model }, { name: 'policy.csv', text: '' }, { name: 'masks.csv', text }], () => '');
  if (policy === undefined) throw new Error(JSON.stringify(problems));
  const mask = compileMasks(policy.masks).get('m');
  if (mask === undefined) throw new Error('no mask');
  return mask;
};

/** A resource in its exact text, under masks. `pseudonymOf` puts `ps-` in front, once. */
export const maskText = (text: string, masks: readonly [Mask, ...(readonly Mask[])], pseudonymOf = (patient: string): string => (patient.startsWith('ps-') ? patient : `ps-${patient}`)): Masked => {
  const doc = scan(text);
  if (isFault(doc)) throw new Error(doc.reason);
  const { resourceType: type } = JSON.parse(text) as { resourceType: string };
  if (!isResourceType(type)) throw new Error(type);
  return maskResource({ doc, node: 0, type }, masks, { bases, pseudonymOf });
};
