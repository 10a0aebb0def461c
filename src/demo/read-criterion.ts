import type { ResourceType } from '../fhir/resource-types.ts';
import { splitValues } from '../fhir/search-value.ts';
import type { ReadCriterion } from './chain.ts';
import { chain } from './chain.ts';
import { plainCriterion } from './plain-criterion.ts';
import type { Backing } from './request.ts';
import type { Problem } from './responses.ts';
import { reverseChain } from './reverse-chain.ts';

const unknownParam = (type: ResourceType, name: string, { searchParamNames }: Backing): Problem => ({
  status: 400,
  diagnostics: `HAPI-0524: Unknown search parameter "${name}" for resource type "${type}". Valid search parameters for this search are: [${searchParamNames(type).join(', ')}]`,
});

/** Reads a parameter, a chain or a reverse chain. Those without a value are ignored, which is how HAPI comes to answer everyone's data to `patient=`. */
export const readCriterion: ReadCriterion = (backing, type, name, value) => {
  if (name === '_has' || name.startsWith('_has:')) return reverseChain(backing, type, name, value, readCriterion);
  const values = splitValues(value).filter((one) => one !== '');
  if (values.length === 0) return undefined;
  if (name.includes('.')) return chain(backing, type, name, value, readCriterion);
  const colon = name.indexOf(':');
  const code = colon < 0 ? name : name.slice(0, colon);
  const param = backing.searchParamOf(type, code);
  if (param === undefined) return unknownParam(type, code, backing);
  return plainCriterion(backing, { type, param, modifier: colon < 0 ? undefined : name.slice(colon + 1), values });
};
