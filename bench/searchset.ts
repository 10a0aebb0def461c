/** A page as HAPI FHIR prints it; `goesOn`: it has a next link. */
export type Page = { readonly base: string; readonly query: string; readonly matches: readonly object[]; readonly included?: readonly object[]; readonly goesOn: boolean };

/** The text of a searchset, its links and addresses the backend's. */
export const searchset = ({ base, query, matches, included = [], goesOn }: Page): string => {
  const bundle = 'c99e2c37-04da-43db-a2f6-fb966fdd100f';
  const entry = (mode: string) => (resource: object): object => {
    const { resourceType, id } = resource as { readonly resourceType: string; readonly id: string };
    return { fullUrl: `${base}/${resourceType}/${id}`, resource, search: { mode } };
  };
  const next = { relation: 'next', url: `${base}?_getpages=${bundle}&_getpagesoffset=${matches.length}&_count=${matches.length}&_bundletype=searchset` };
  return JSON.stringify({
    resourceType: 'Bundle', id: bundle, meta: { lastUpdated: '2026-01-14T10:00:00.332+00:00' }, type: 'searchset',
    link: [{ relation: 'self', url: `${base}/${query}` }, ...(goesOn ? [next] : [])],
    entry: [...matches.map(entry('match')), ...included.map(entry('include'))],
  });
};
