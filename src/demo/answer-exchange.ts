import { isResourceType } from '../fhir/resource-types.ts';
import { capabilityStatement } from './capability-statement.ts';
import type { Exchange } from './exchange.ts';
import { history, historyOfAll } from './history.ts';
import { nextPage } from './paging.ts';
import { read, vread } from './read.ts';
import type { Backing, BackendRequest, InstanceRequest, TypeRequest } from './request.ts';
import type { Answer } from './responses.ts';
import { jsonAnswer, outcome } from './responses.ts';
import { search, searchByForm } from './search.ts';
import { create, remove, update } from './write.ts';

const notHandled = ({ method, path }: Exchange): Answer => outcome(400, `HAPI-0446: this server does not know how to handle ${method} \`${path}\``);
const notAllowed = ({ method, path }: Exchange): Answer => outcome(405, `${method} is not allowed on \`${path}\``);

const isRead = ({ method }: Exchange): boolean => method === 'GET' || method === 'HEAD';

// HAPI has no search of several types.
const atRoot = (request: BackendRequest): Answer => {
  const { exchange, params } = request;
  if (exchange.method === 'GET' && params.has('_getpages')) return nextPage(request);
  return isRead(exchange) ? outcome(400, 'HAPI-0287: This is the base URL of FHIR server. Unable to handle this request, as it does not contain a resource type or operation name.') : notHandled(exchange);
};

const atType = (request: TypeRequest): Answer => {
  switch (request.exchange.method) {
    case 'GET':
    case 'HEAD':
      return search(request);
    case 'POST':
      return create(request);
    default:
      return notAllowed(request.exchange);
  }
};

const atInstance = (request: InstanceRequest): Answer => {
  switch (request.exchange.method) {
    case 'GET':
    case 'HEAD':
      return read(request);
    case 'PUT':
      return update(request);
    case 'DELETE':
      return remove(request);
    default:
      return notAllowed(request.exchange);
  }
};

const belowInstance = (request: InstanceRequest, rest: readonly string[]): Answer => {
  const [third, versionId, ...more] = rest;
  if (third !== '_history' || more.length > 0) return notHandled(request.exchange);
  if (!isRead(request.exchange)) return notAllowed(request.exchange);
  return versionId === undefined ? history(request) : vread(request, versionId);
};

const segmentsOf = (path: string): readonly string[] | undefined => {
  try {
    return path.split('/').filter((segment) => segment !== '').map(decodeURIComponent);
  } catch {
    return undefined;
  }
};

/** Answers one request to the FHIR API below `basePath`, as HAPI would. */
export const answerExchange = (backing: Backing, exchange: Exchange, basePath: string): Answer => {
  const { path, base } = exchange;
  if (path !== basePath && !path.startsWith(`${basePath}/`)) return outcome(404, `nothing is served at \`${path}\``);
  const segments = segmentsOf(path.slice(basePath.length));
  if (segments === undefined) return outcome(400, 'the path is not well percent-encoded');
  const [type, id, ...rest] = segments;
  const request: BackendRequest = { ...backing, exchange, params: new URLSearchParams(exchange.query) };
  if (type === undefined) return atRoot(request);
  if (type === 'metadata' && id === undefined) return jsonAnswer(200, capabilityStatement(backing, base));
  if (type === '_history' && id === undefined) return isRead(exchange) ? historyOfAll(request) : notAllowed(exchange);
  if (!isResourceType(type)) return outcome(404, `HAPI-0302: Unknown resource type '${type}'`);
  const typed: TypeRequest = { ...request, type };
  if (id === undefined) return atType(typed);
  if (id === '_search') return exchange.method === 'POST' && rest.length === 0 ? searchByForm(typed) : notHandled(exchange);
  if (id === '_history' && rest.length === 0) return isRead(exchange) ? historyOfAll(typed) : notAllowed(exchange);
  const instance: InstanceRequest = { ...typed, id };
  return rest.length === 0 ? atInstance(instance) : belowInstance(instance, rest);
};
