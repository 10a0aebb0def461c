import { no, ok, type Result } from '../refusal.ts';
import { isFhirId } from './reference.ts';
import { isResourceType, type ResourceType } from './resource-types.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What the path and method alone say; parameters and body are read by the route's own rule. */
export type Route =
  | { readonly kind: 'capabilities' }
  | { readonly kind: 'root'; readonly method: 'GET' | 'POST' }
  | { readonly kind: 'search-form-system' | 'history-system' }
  | { readonly kind: 'type'; readonly type: ResourceType; readonly method: Method }
  | { readonly kind: 'search-url' | 'search-form' | 'history-type'; readonly type: ResourceType }
  | { readonly kind: 'instance'; readonly type: ResourceType; readonly id: string; readonly method: Exclude<Method, 'POST'> }
  | { readonly kind: 'history-instance'; readonly type: ResourceType; readonly id: string }
  | { readonly kind: 'vread'; readonly type: ResourceType; readonly id: string; readonly versionId: string }
  | { readonly kind: 'compartment'; readonly compartment: ResourceType; readonly id: string; readonly type: ResourceType | '*' }
  | { readonly kind: 'operation'; readonly name: `$${string}`; readonly type?: ResourceType; readonly id?: string };

const notAllowed = no('method-not-allowed');
const unknown = no('path-unknown');

// R4 compartments (CompartmentDefinition): the types that `Type/id/Other` may begin with.
const compartments: ReadonlySet<string> = new Set(['Patient', 'Encounter', 'RelatedPerson', 'Practitioner', 'Device']);

// A number that its own server would not write is read by some as another, and by HAPI as a fault.
const isVersionId = (text: string): boolean => isFhirId(text) && (!/^\d+$/.test(text) || /^(?:0|[1-9]\d{0,17})$/.test(text));

const isOperation = (segment: string): segment is `$${string}` => /^\$[A-Za-z][A-Za-z0-9.-]*$/.test(segment);

const operation = (method: Method, name: `$${string}`, type?: ResourceType, id?: string): Result<Route> =>
  method === 'GET' || method === 'POST' || method === 'DELETE'
    ? ok({ kind: 'operation', name, ...(type === undefined ? {} : { type }), ...(id === undefined ? {} : { id }) })
    : notAllowed;

const systemRoute = (method: Method, segments: readonly string[]): Result<Route> => {
  const [first] = segments;
  if (first === undefined) return method === 'GET' || method === 'POST' ? ok({ kind: 'root', method }) : notAllowed;
  if (first === 'metadata') return segments.length > 1 ? no('path-malformed') : method === 'GET' ? ok({ kind: 'capabilities' }) : notAllowed;
  if (segments.length > 1) return unknown;
  if (first === '_history') return method === 'GET' ? ok({ kind: 'history-system' }) : notAllowed;
  if (first === '_search') return method === 'GET' || method === 'POST' ? ok({ kind: 'search-form-system' }) : notAllowed;
  return isOperation(first) ? operation(method, first) : unknown;
};

const typeRoute = (method: Method, type: ResourceType, second: string | undefined): Result<Route> | undefined => {
  if (second === undefined) return ok({ kind: 'type', type, method });
  if (second === '_search') return method === 'GET' ? ok({ kind: 'search-url', type }) : method === 'POST' ? ok({ kind: 'search-form', type }) : notAllowed;
  if (second === '_history') return method === 'GET' ? ok({ kind: 'history-type', type }) : notAllowed;
  return isOperation(second) ? operation(method, second, type) : undefined;
};

const belowInstance = (method: Method, type: ResourceType, id: string, rest: readonly string[]): Result<Route> => {
  const [third = '', fourth] = rest;
  if (third === '_history') {
    if (fourth === undefined) return method === 'GET' ? ok({ kind: 'history-instance', type, id }) : notAllowed;
    if (!isVersionId(fourth)) return no('id-malformed');
    return method === 'GET' ? ok({ kind: 'vread', type, id, versionId: fourth }) : notAllowed;
  }
  if (isOperation(third)) return fourth === undefined ? operation(method, third, type, id) : no('path-malformed');
  if (fourth !== undefined && fourth !== '_search') return no('path-malformed');
  if (third !== '*' && !isResourceType(third)) return no('path-malformed');
  if (!compartments.has(type)) return no('path-malformed');
  if (fourth === undefined ? method !== 'GET' : method !== 'GET' && method !== 'POST') return notAllowed;
  return ok({ kind: 'compartment', compartment: type, id, type: third });
};

/** From method and decoded path segments to the route: R4 http section 3.1.0, exact case, nothing left over. */
export const parsePath = (method: Method, segments: readonly string[]): Result<Route> => {
  const [type = '', second, ...rest] = segments;
  if (!isResourceType(type)) {
    return /^[A-Z]/.test(type) ? no('type-unknown') : systemRoute(method, segments);
  }
  const atType = typeRoute(method, type, second);
  if (atType !== undefined) return rest.length === 0 ? atType : no('path-malformed');
  if (second === undefined || !isFhirId(second)) return no('id-malformed');
  if (rest.length > 2) return no('path-malformed');
  if (rest.length > 0) return belowInstance(method, type, second, rest);
  return method === 'POST' ? notAllowed : ok({ kind: 'instance', type, id: second, method });
};
