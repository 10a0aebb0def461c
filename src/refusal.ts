/** How `WWW-Authenticate` names a refusal: RFC 6750 section 3.1, RFC 9470 section 3. `bare`: no error code, as no token was sent. */
export type Challenge = 'bare' | 'invalid_request' | 'invalid_token' | 'insufficient_scope' | 'insufficient_user_authentication';

export type RefusalRow = {
  readonly status: number;
  /** FHIR issue-type code (http://hl7.org/fhir/issue-type). */
  readonly issue: string;
  /** The public text: fixed, lower case, no final period. */
  readonly text: string;
  readonly challenge?: Challenge;
  /** Seconds for `Retry-After`, where waiting helps. */
  readonly retryAfter?: number;
};

/** Every way in which a request can be refused; each arrow to the right in docs/architecture.md is some of these rows. */
export const refusals = {
  // read-request
  'body-too-large': { status: 413, issue: 'too-long', text: 'the body is larger than this server accepts' },
  'body-incomplete': { status: 400, issue: 'incomplete', text: 'the body ended before its announced length' },
  'body-timeout': { status: 408, issue: 'timeout', text: 'the body did not arrive in time' },
  'url-too-long': { status: 414, issue: 'too-long', text: 'the request target is longer than this server accepts' },
  'header-repeated': { status: 400, issue: 'invalid', text: 'a header that may stand once was sent more than once' },
  'header-too-large': { status: 431, issue: 'too-long', text: 'the headers are larger than this server accepts' },
  'header-malformed': { status: 400, issue: 'invalid', text: 'a header of this request is malformed' },
  'content-encoding': { status: 415, issue: 'not-supported', text: 'encoded request bodies are not accepted' },
  'upgrade-refused': { status: 400, issue: 'not-supported', text: 'this server does not change protocols' },
  'expectation-failed': { status: 417, issue: 'not-supported', text: 'the expectation cannot be met' },
  // parse-interaction
  'target-malformed': { status: 400, issue: 'invalid', text: 'the request target is malformed' },
  'path-malformed': { status: 400, issue: 'invalid', text: 'the path is not a FHIR interaction' },
  'path-unknown': { status: 404, issue: 'not-found', text: 'nothing is served at this path' },
  'type-unknown': { status: 404, issue: 'not-supported', text: 'the resource type is not known to this server' },
  'id-malformed': { status: 400, issue: 'value', text: 'the id is not a FHIR id' },
  'method-not-allowed': { status: 405, issue: 'not-supported', text: 'the method is not allowed on this path' },
  'method-override': { status: 400, issue: 'invalid', text: 'method overrides are not accepted' },
  'parameter-malformed': { status: 400, issue: 'invalid', text: 'a parameter is malformed' },
  'parameter-unknown': { status: 400, issue: 'not-supported', text: 'a parameter is not known for this resource type' },
  'sort-unknown': { status: 400, issue: 'value', text: 'a key of the order is not a parameter of this resource type' },
  'parameter-blank': { status: 400, issue: 'value', text: 'a parameter has no value' },
  'parameter-repeated': { status: 400, issue: 'invalid', text: 'a parameter that may stand once was given more than once' },
  'parameter-value': { status: 400, issue: 'value', text: 'a parameter has a value that its kind does not allow' },
  'parameter-not-here': { status: 400, issue: 'not-supported', text: 'this interaction does not take the parameter' },
  'modifier-unknown': { status: 400, issue: 'not-supported', text: 'the modifier is not allowed on this parameter' },
  'owner-modifier': { status: 400, issue: 'not-supported', text: 'a parameter that names the patient takes no modifier but :Patient and no blank value' },
  'join-malformed': { status: 400, issue: 'value', text: 'a chain or reverse chain does not follow a reference of the resource type' },
  'include-malformed': { status: 400, issue: 'value', text: 'an include does not name a reference of a resource type' },
  'too-costly': { status: 400, issue: 'too-costly', text: 'the request joins more resources than this server follows' },
  'too-many-parameters': { status: 400, issue: 'too-costly', text: 'the request has more parameters than this server accepts' },
  'token-in-parameters': { status: 400, issue: 'invalid', text: 'the access token belongs in the Authorization header alone', challenge: 'invalid_request' },
  'page-malformed': { status: 400, issue: 'value', text: 'the page link is not valid' },
  'not-acceptable': { status: 406, issue: 'not-supported', text: 'this server answers in FHIR JSON only' },
  'unsupported-media-type': { status: 415, issue: 'not-supported', text: 'the media type of the body is not accepted here' },
  'body-unexpected': { status: 400, issue: 'invalid', text: 'this interaction takes no body' },
  'body-missing': { status: 400, issue: 'required', text: 'this interaction needs a body' },
  'body-malformed': { status: 400, issue: 'structure', text: 'the body is not well-formed JSON' },
  'body-not-a-resource': { status: 400, issue: 'structure', text: 'the body is not a FHIR resource' },
  'body-type-differs': { status: 400, issue: 'invalid', text: 'the resource type of the body differs from that of the path' },
  'body-number-too-long': { status: 400, issue: 'value', text: 'a number of the body has more digits than this server accepts' },
  'body-malformed-form': { status: 400, issue: 'structure', text: 'the form body is malformed' },
  'prefer-async': { status: 400, issue: 'not-supported', text: 'asynchronous answers are not offered here' },
  'emergency-malformed': { status: 400, issue: 'value', text: 'the emergency declaration is malformed' },
  // authenticate, principal
  'token-missing': { status: 401, issue: 'login', text: 'an access token is needed', challenge: 'bare' },
  'authorization-malformed': { status: 401, issue: 'login', text: 'the Authorization header is not a bearer token', challenge: 'bare' },
  'token-invalid': { status: 401, issue: 'login', text: 'the access token is not valid', challenge: 'invalid_token' },
  'token-expired': { status: 401, issue: 'expired', text: 'the access token has expired', challenge: 'invalid_token' },
  'keys-unavailable': { status: 503, issue: 'transient', text: 'the keys of the token issuer are not available now', retryAfter: 5 },
  'launch-invalid': { status: 401, issue: 'login', text: 'the launch context of the access token is not valid', challenge: 'invalid_token' },
  // reaches
  'reach-unavailable': { status: 503, issue: 'transient', text: 'the patients of this caller cannot be determined now', retryAfter: 5 },
  // decide
  'insufficient-scope': { status: 403, issue: 'forbidden', text: 'the scopes of the access token do not cover this request', challenge: 'insufficient_scope' },
  'policy-denied': { status: 403, issue: 'forbidden', text: 'the policy does not permit this request' },
  'outside-confinement': { status: 403, issue: 'forbidden', text: 'the request lies outside the patients that this access is confined to' },
  'hidden-by-mask': { status: 403, issue: 'forbidden', text: 'the request selects, orders or joins by something that a mask hides from this access' },
  'count-withheld': { status: 403, issue: 'forbidden', text: 'a count is not given here, as the search can find more than this access sees' },
  'step-up': {
    status: 401, issue: 'login', text: 'a stronger or more recent authentication is needed', challenge: 'insufficient_user_authentication',
  },
  'emergency-not-here': { status: 400, issue: 'business-rule', text: 'an emergency declaration does not open this interaction' },
  'search-compartment-not-offered': { status: 501, issue: 'not-supported', text: 'a search in a compartment other than a patient is not offered' },
  'update-not-offered': { status: 501, issue: 'not-supported', text: 'update is not offered' },
  'patch-not-offered': { status: 501, issue: 'not-supported', text: 'patch is not offered' },
  'delete-not-offered': { status: 501, issue: 'not-supported', text: 'delete is not offered' },
  'conditional-create-not-offered': { status: 501, issue: 'not-supported', text: 'conditional create is not offered' },
  'conditional-update-not-offered': { status: 501, issue: 'not-supported', text: 'conditional update is not offered' },
  'conditional-patch-not-offered': { status: 501, issue: 'not-supported', text: 'conditional patch is not offered' },
  'conditional-delete-not-offered': { status: 501, issue: 'not-supported', text: 'conditional delete is not offered' },
  'batch-not-offered': { status: 501, issue: 'not-supported', text: 'batch is not offered' },
  'transaction-not-offered': { status: 501, issue: 'not-supported', text: 'transaction is not offered' },
  'operation-not-offered': { status: 403, issue: 'not-supported', text: 'the operation is not offered' },
  'decision-failed': { status: 500, issue: 'exception', text: 'the request could not be decided' },
  // record decision, record outcome
  'audit-unavailable': { status: 503, issue: 'transient', text: 'the request cannot be recorded now', retryAfter: 5 },
  'outcome-unrecorded': { status: 500, issue: 'exception', text: 'the outcome could not be recorded; the write may have taken effect' },
  // judge stored, forward, check reply
  'not-found': { status: 404, issue: 'not-found', text: 'no such resource' },
  gone: { status: 410, issue: 'deleted', text: 'the resource was deleted' },
  'page-foreign': { status: 403, issue: 'forbidden', text: 'the page link belongs to another caller' },
  'page-expired': { status: 410, issue: 'expired', text: 'the page link no longer holds; start the search again' },
  'version-conflict': { status: 409, issue: 'conflict', text: 'the resource was changed meanwhile' },
  'precondition-failed': { status: 412, issue: 'conflict', text: 'the precondition does not hold' },
  'reference-unreachable': { status: 422, issue: 'processing', text: 'a reference of the resource does not lead to a resource that this access reaches' },
  'reference-malformed': { status: 422, issue: 'processing', text: 'a reference of the resource has a form that is not accepted' },
  'backend-rejected': { status: 422, issue: 'processing', text: 'the FHIR server did not accept the resource' },
  'backend-refused': { status: 400, issue: 'processing', text: 'the FHIR server did not accept the request' },
  'backend-busy': { status: 503, issue: 'throttled', text: 'the FHIR server is busy', retryAfter: 5 },
  'backend-unreachable': { status: 502, issue: 'transient', text: 'the FHIR server cannot be reached' },
  'backend-failed': { status: 502, issue: 'exception', text: 'the FHIR server did not answer as expected' },
  'reply-too-large': { status: 502, issue: 'too-costly', text: 'the answer of the FHIR server is larger than this server passes on' },
  'backend-timeout': { status: 504, issue: 'timeout', text: 'the FHIR server did not answer in time' },
  draining: { status: 503, issue: 'transient', text: 'this server is going down', retryAfter: 2 },
  'internal-error': { status: 500, issue: 'exception', text: 'an internal error' },
} as const satisfies Readonly<Record<string, RefusalRow>>;

export type RefusalCode = keyof typeof refusals;

/** A refusal as a value: the code, where in the request it lies (a parameter, header or element name, never a value), and words for operators. */
export type Refusal = { readonly code: RefusalCode; readonly at?: string; readonly detail?: string };

/** The one way to make a refusal. */
export const refuse = (code: RefusalCode, more: Omit<Refusal, 'code'> = {}): Refusal => ({ code, ...more });

/** What a step that can refuse gives back. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const no = (code: RefusalCode, more: Omit<Refusal, 'code'> = {}): { readonly ok: false; readonly refusal: Refusal } => ({ ok: false, refusal: refuse(code, more) });

/** The row of a code. */
export const rowOf = (code: RefusalCode): RefusalRow => refusals[code];
