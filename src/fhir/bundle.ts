import { childrenOf, kindOf, memberOf, none, rawOf, stringMember, type JsonDocument, type JsonNode } from './json.ts';
import { isFhirId } from './reference.ts';
import { isResourceType, type ResourceType } from './resource-types.ts';

/** An entry that passed its checks, in the text that it came in. */
export type BundleEntry = { readonly type: ResourceType; readonly id: string; readonly json: string; /** Of a search: why it is here; a match unless said otherwise. */ readonly mode?: 'match' | 'include'; /** Of a history, `request` and `response` in the gateway's words. */ readonly more?: string };

export type BundlePage = {
  readonly bundleType: 'searchset' | 'history';
  readonly self: string;
  readonly next: string | undefined;
  readonly total: number | undefined;
  readonly base: string;
  readonly entries: readonly BundleEntry[];
};

const entryOf = (base: string, bundleType: BundlePage['bundleType'], { type, id, json, mode = 'match', more }: BundleEntry): string => {
  const resource = json === '' ? '' : `,"resource":${json}`;
  return bundleType === 'searchset'
    ? `{"fullUrl":"${base}/${type}/${id}"${resource},"search":{"mode":"${mode}"}}`
    : `{"fullUrl":"${base}/${type}/${id}"${resource}${more ?? ''}}`;
};

/** Prints a Bundle of ours: every link, fullUrl and total is the gateway's own, every resource has the bytes that it came with. */
export const printBundle = ({ bundleType, self, next, total, base, entries }: BundlePage): string => {
  const links = [`{"relation":"self","url":${JSON.stringify(self)}}`, ...(next === undefined ? [] : [`{"relation":"next","url":${JSON.stringify(next)}}`])];
  const count = total === undefined ? '' : `,"total":${total}`;
  const list = entries.length === 0 ? '' : `,"entry":[${entries.map((entry) => entryOf(base, bundleType, entry)).join(',')}]`;
  return `{"resourceType":"Bundle","type":"${bundleType}"${count},"link":[${links.join(',')}]${list}}`;
};

/** Whether a text is a Bundle of that type. */
export const isBundle = (doc: JsonDocument, bundleType: string): boolean =>
  stringMember(doc, 0, 'resourceType') === 'Bundle' && stringMember(doc, 0, 'type') === bundleType;

/** The entries of a Bundle. */
export const entriesOf = (doc: JsonDocument): readonly JsonNode[] => childrenOf(doc, memberOf(doc, 0, 'entry'));

/** `Bundle.total`, if it is a whole number. */
export const totalOf = (doc: JsonDocument): number | undefined => {
  const node = memberOf(doc, 0, 'total');
  const raw = node === none ? '' : rawOf(doc, node);
  return /^\d{1,12}$/.test(raw) ? Number(raw) : undefined;
};

/** The resource of an entry, with the type and id that it says itself; undefined where it is none. The id goes into addresses, so it must be one. */
export const resourceAt = (doc: JsonDocument, node: JsonNode): { readonly node: JsonNode; readonly type: ResourceType; readonly id: string } | undefined => {
  if (kindOf(doc, node) !== 'object') return undefined;
  const type = stringMember(doc, node, 'resourceType') ?? '';
  const id = stringMember(doc, node, 'id');
  return isResourceType(type) && id !== undefined && isFhirId(id) ? { node, type, id } : undefined;
};
