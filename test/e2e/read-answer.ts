import type { Answer } from './ask.ts';

type Resource = { readonly resourceType: string; readonly id?: string; readonly meta?: { readonly versionId?: string } };
type Entry = { readonly fullUrl?: string; readonly resource?: Resource; readonly request?: { readonly method: string; readonly url: string }; readonly search?: { readonly mode: string } };
type Bundle = Resource & {
  readonly type: string;
  readonly total?: number;
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly Entry[];
};

/** The JSON of an answer; undefined where it is none. */
export const jsonOf = ({ headers, text }: Answer): Resource | undefined =>
  text !== '' && /^application\/fhir\+json/.test(headers['content-type'] ?? '') ? (JSON.parse(text) as Resource) : undefined;

/** The Bundle of an answer that is a list; one that is a resource like any, stored as it is, is none. */
export const bundleOf = (answer: Answer): Bundle | undefined => {
  const json = jsonOf(answer);
  return json?.resourceType === 'Bundle' && ['searchset', 'history'].includes((json as Bundle).type) ? (json as Bundle) : undefined;
};

const nameOf = ({ resourceType, id, meta }: Resource, versioned: boolean): string => `${resourceType}/${id}${versioned ? `/_history/${meta?.versionId}` : ''}`;

const placeOf = ({ fullUrl = '' }: Entry): string => fullUrl.split('/').slice(-2).join('/');

/** What an answer gives out, as `Type/id` or `Type/id/_history/n`. */
export const resourcesIn = (answer: Answer): readonly string[] => {
  const bundle = bundleOf(answer);
  if (bundle === undefined) {
    const json = jsonOf(answer);
    return json === undefined || json.id === undefined ? [] : [nameOf(json, false)];
  }
  return (bundle.entry ?? []).map((entry) => (entry.resource === undefined ? `deleted ${placeOf(entry)}` : nameOf(entry.resource, bundle.type === 'history')));
};

/** What of a searchset is there because something else is. */
export const includedIn = (answer: Answer): readonly string[] =>
  (bundleOf(answer)?.entry ?? []).flatMap(({ resource, search }) => (resource !== undefined && search?.mode === 'include' ? [nameOf(resource, false)] : []));

/** The `url` of a Bundle's link. */
export const linkIn = (answer: Answer, relation: string): string | undefined => bundleOf(answer)?.link?.find((link) => link.relation === relation)?.url;
