import { referredAt, selectedBy } from '../fhir/match/selected-by.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import type { SearchParam } from '../fhir/search-param.ts';
import type { Store } from './store.ts';
import type { StoredVersion } from './version.ts';
import { documentOf, isStored, standingOf } from './version.ts';

/** The standing resources of type `source` whose `param` refers by `key`: `Type/id`, or the text of an address. */
export const referrers = ({ index }: Store, source: ResourceType, param: SearchParam, key: string): readonly StoredVersion[] =>
  [...index.propose(source, param, key)]
    .sort((a, b) => a.order - b.order)
    .map(standingOf)
    .filter(isStored)
    .filter((version) => {
      const doc = documentOf(version);
      return selectedBy(param, doc).some((node) => referredAt(doc, node)?.key === key);
    });
