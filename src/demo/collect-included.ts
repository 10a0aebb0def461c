import type { JsonDocument } from '../fhir/json.ts';
import { memberOf, none, stringMember } from '../fhir/json.ts';
import { referredAt, selectedBy } from '../fhir/match/selected-by.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { isResourceType } from '../fhir/resource-types.ts';
import type { SearchParam } from '../fhir/search-param.ts';
import type { Include } from './include.ts';
import { referrers } from './referrers.ts';
import type { Backing } from './request.ts';
import type { StoredVersion } from './version.ts';
import { documentOf, isStored, standingOf } from './version.ts';

const paramsOf = ({ searchParamOf, searchParamNames }: Backing, type: ResourceType, { param }: Include): readonly SearchParam[] => {
  const params = param === undefined ? searchParamNames(type).map((name) => searchParamOf(type, name)) : [param];
  return params.filter((one) => one?.kind === 'reference').flatMap((one) => one ?? []);
};

/** The resources that a canonical, its version aside or the one that it names, stands for. */
const byCanonical = ({ store, searchParamOf }: Backing, canonical: string, targets: readonly ResourceType[]): readonly StoredVersion[] => {
  const [url = '', version] = canonical.split('|');
  return targets.flatMap((type) => {
    const param = searchParamOf(type, 'url');
    const proposed = param === undefined ? [] : [...store.index.propose(type, param, url)];
    return proposed.map(standingOf).filter(isStored).filter((one) => {
      const doc = documentOf(one);
      return stringMember(doc, 0, 'url') === url && (version === undefined || stringMember(doc, 0, 'version') === version);
    });
  });
};

const targetsOf = (backing: Backing, doc: JsonDocument, param: SearchParam): readonly StoredVersion[] =>
  selectedBy(param, doc).flatMap((node) => {
    const { key = '', type, id } = referredAt(doc, node) ?? {};
    if (type === undefined || id === undefined) return /^https?:/.test(key) ? byCanonical(backing, key, param.targets) : [];
    return isResourceType(type) ? [standingOf(backing.store.find(type, id))].filter(isStored) : [];
  });

const forward = (backing: Backing, version: StoredVersion, include: Include): readonly StoredVersion[] => {
  if (include.source !== undefined && include.source !== version.type) return [];
  const found = paramsOf(backing, version.type, include).flatMap((param) => targetsOf(backing, documentOf(version), param));
  return include.target === undefined ? found : found.filter(({ type }) => type === include.target);
};

const keysOf = (version: StoredVersion): readonly string[] => {
  const doc = documentOf(version);
  const url = stringMember(doc, 0, 'url');
  const canonicalVersion = memberOf(doc, 0, 'version') === none ? undefined : stringMember(doc, 0, 'version');
  return [`${version.type}/${version.id}`, ...(url === undefined ? [] : [url, `${url}|${canonicalVersion ?? ''}`])];
};

const backward = (backing: Backing, version: StoredVersion, include: Include): readonly StoredVersion[] => {
  if (include.target !== undefined && include.target !== version.type) return [];
  const sources = include.source === undefined ? backing.store.types() : [include.source];
  return sources.flatMap((source) =>
    paramsOf(backing, source, include)
      .filter(({ targets }) => targets.includes(version.type))
      .flatMap((param) => keysOf(version).flatMap((key) => referrers(backing.store, source, param, key))));
};

// Measured (docs/hapi-notes.md): each over all that was found before it, so what `_include:iterate` finds has nothing refer to it any more.
const phases: readonly Pick<Include, 'reverse' | 'iterate'>[] = [
  { reverse: true, iterate: false },
  { reverse: false, iterate: false },
  { reverse: true, iterate: true },
  { reverse: false, iterate: true },
];

/** What goes with the matches of one page, each resource once and no match again; `:iterate` goes on from what it found itself. */
export const collectIncluded = (backing: Backing, matches: readonly StoredVersion[], includes: readonly Include[]): readonly StoredVersion[] => {
  const found = new Set(matches);
  /** What the includes add to what was found, in one step. */
  const step = (from: Iterable<StoredVersion>, through: readonly Include[]): readonly StoredVersion[] => {
    const next = [...from].flatMap((version) => through.flatMap((include) => (include.reverse ? backward : forward)(backing, version, include)));
    const added = new Set(next.filter((version) => !found.has(version)));
    for (const version of added) found.add(version);
    return [...added];
  };
  for (const { reverse, iterate } of phases) {
    const through = includes.filter((include) => include.reverse === reverse && include.iterate === iterate);
    let added = through.length === 0 ? [] : step(found, through);
    while (iterate && added.length > 0) added = step(added, through);
  }
  return [...found].slice(matches.length);
};
