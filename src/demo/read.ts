import { contentOf, wantsContent } from './binary.ts';
import type { InstanceRequest } from './request.ts';
import type { Answer } from './responses.ts';
import { outcome, versionAnswer, versionHeaders, versionUrl } from './responses.ts';
import { takeElements } from './take-elements.ts';
import type { StoredVersion, Version } from './version.ts';
import { documentOf, instantOf, isStored, newestOf } from './version.ts';

const show = (version: StoredVersion, { exchange, params }: InstanceRequest): Answer => {
  if (version.type === 'Binary' && wantsContent(exchange, params.get('_format'))) {
    const { type, bytes } = contentOf(version);
    const headers = { ...versionHeaders(version, exchange.base), 'Content-Type': type, 'Content-Disposition': 'Attachment;' };
    return { status: 200, headers, body: bytes };
  }
  const elements = params.get('_elements');
  return versionAnswer(version, exchange.base, elements === null ? version.text : takeElements(documentOf(version), elements.split(','), version.type));
};

const gone = (version: Version, base: string): Answer =>
  outcome(410, `Resource was deleted at ${instantOf(version.lastUpdated)}`, { Location: versionUrl(version, base) });

/** The answer where nothing ever stood. */
export const unknownInstance = ({ type, id }: InstanceRequest): Answer => outcome(404, `HAPI-2001: Resource ${type}/${id} is not known`);

/** `GET Type/id`: the newest version, or 410 for its deletion. HAPI answers 304 to any `If-None-Match` on what exists. */
export const read = (request: InstanceRequest): Answer => {
  const { store, exchange, type, id } = request;
  const instance = store.find(type, id);
  if (instance === undefined) return unknownInstance(request);
  const version = newestOf(instance);
  if (!isStored(version)) return gone(version, exchange.base);
  return exchange.headers['if-none-match'] === undefined ? show(version, request) : { status: 304, headers: {}, body: '' };
};

/** `GET Type/id/_history/n`: also of a resource that was deleted since. */
export const vread = (request: InstanceRequest, versionId: string): Answer => {
  const { store, exchange, type, id } = request;
  const instance = store.find(type, id);
  if (instance === undefined) return unknownInstance(request);
  const version = instance.versions.find((one) => String(one.versionId) === versionId);
  if (version === undefined) return outcome(404, `HAPI-0979: Version "${versionId}" is not valid for resource ${type}/${id}`);
  return isStored(version) ? show(version, request) : gone(version, exchange.base);
};
