import { memberOf, stringMember } from '../fhir/json.ts';
import { contentOf, wantsContent } from './binary.ts';
import type { InstanceRequest } from './request.ts';
import type { Answer } from './responses.ts';
import { isProblem, outcome, refuse, versionAnswer, versionHeaders, versionUrl } from './responses.ts';
import { readShowing, show } from './showing.ts';
import type { StoredVersion, Version } from './version.ts';
import { documentOf, instantOf, isStored, newestOf } from './version.ts';

/** HAPI answers `_summary=text` with the narrative alone, as a page for people, or with the word `null` where there is none. */
const narrativeOf = (version: StoredVersion): Answer => {
  const doc = documentOf(version);
  const body = stringMember(doc, memberOf(doc, 0, 'text'), 'div') ?? 'null';
  return { status: 200, headers: { 'Content-Type': 'text/html;charset=utf-8' }, body };
};

const answerWith = (version: StoredVersion, { exchange, params }: InstanceRequest): Answer => {
  if (version.type === 'Binary' && wantsContent(exchange, params.get('_format'))) {
    const { type, bytes } = contentOf(version);
    const headers = { ...versionHeaders(version, exchange.base), 'Content-Type': type, 'Content-Disposition': 'Attachment;' };
    return { status: 200, headers, body: bytes };
  }
  const showing = readShowing(params);
  if (isProblem(showing)) return refuse(showing);
  return showing.summary === 'text' ? narrativeOf(version) : versionAnswer(version, exchange.base, show(version, showing));
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
  return exchange.headers['if-none-match'] === undefined ? answerWith(version, request) : { status: 304, headers: {}, body: '' };
};

/** `GET Type/id/_history/n`: also of a resource that was deleted since. */
export const vread = (request: InstanceRequest, versionId: string): Answer => {
  const { store, exchange, type, id } = request;
  const instance = store.find(type, id);
  if (instance === undefined) return unknownInstance(request);
  const version = instance.versions.find((one) => String(one.versionId) === versionId);
  if (version === undefined) return outcome(404, `HAPI-0979: Version "${versionId}" is not valid for resource ${type}/${id}`);
  return isStored(version) ? answerWith(version, request) : gone(version, exchange.base);
};
