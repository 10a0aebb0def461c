import type { Issuer } from './issuer.ts';
import type { Step, TourRequest } from './tour-step.ts';

/** What came back from the gateway for a step. */
export type Answered = {
  readonly step: Step;
  /** 0 where there was no answer, or nothing to follow. */
  readonly status: number;
  /** How many resources the body holds: a Bundle's entries, one for any other resource and for a Binary's content, none for an OperationOutcome. */
  readonly resources: number | undefined;
  /** The body as it came. */
  readonly text: string;
  /** Joins the answer with its audit records. */
  readonly requestId: string;
  /** Where a later step can go on. */
  readonly next: string | undefined;
  readonly location: string | undefined;
  readonly first: string | undefined;
};

/** Where the gateway is asked, and how its tokens are come by. */
export type Touring = { readonly base: string; readonly publicUrl: string; readonly issuer: Pick<Issuer, 'token'> };

type Body = {
  readonly resourceType: string;
  readonly entry?: readonly { readonly fullUrl?: string }[];
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
};

const fhirJson = 'application/fhir+json';

/** Where a step leads; undefined where the step that it follows led nowhere. */
const targetOf = ({ base, publicUrl }: Touring, request: TourRequest, before: readonly Answered[]): string | undefined => {
  if (!('follow' in request)) return `${base}/${request.path}`;
  const url = before.find(({ step }) => step.name === request.of)?.[request.follow];
  return url?.startsWith(publicUrl) === true ? `${base}${url.slice(publicUrl.length)}${request.then ?? ''}` : undefined;
};

const initOf = (request: TourRequest, token: string | undefined): RequestInit => {
  const headers = { Accept: fhirJson, ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }), ...('headers' in request ? request.headers : {}) };
  if ('body' in request) return { method: request.method, headers: { ...headers, 'Content-Type': fhirJson }, body: JSON.stringify(request.body) };
  if ('form' in request) return { method: request.method, headers, body: new URLSearchParams(request.form) };
  return { method: request.method, headers };
};

const resourcesIn = (body: Body): number | undefined => {
  if (body.resourceType === 'OperationOutcome') return undefined;
  return body.resourceType === 'Bundle' ? (body.entry ?? []).length : 1;
};

const answerOf = async (step: Step, response: Response): Promise<Answered> => {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith(fhirJson) === true;
  const body = isJson && text !== '' ? (JSON.parse(text) as Body) : undefined;
  return {
    step, status: response.status, text,
    resources: body === undefined ? (text === '' ? undefined : 1) : resourcesIn(body),
    requestId: response.headers.get('x-request-id') ?? '',
    next: body?.link?.find(({ relation }) => relation === 'next')?.url,
    location: response.headers.get('location') ?? undefined,
    first: body?.entry?.[0]?.fullUrl,
  };
};

const unanswered = (step: Step): Answered => ({ step, status: 0, text: '', resources: undefined, requestId: '', next: undefined, location: undefined, first: undefined });

const take = async (step: Step, touring: Touring, token: string | undefined, before: readonly Answered[]): Promise<Answered> => {
  const target = targetOf(touring, step.request, before);
  if (target === undefined) return unanswered(step);
  try {
    return await answerOf(step, await fetch(target, initOf(step.request, token)));
  } catch {
    return unanswered(step);
  }
};

/** Takes the steps one after the other, as the callers that they name. */
export const runTour = async (steps: readonly Step[], touring: Touring): Promise<readonly Answered[]> => {
  const tokens = new Map<Step['who'], string>();
  const answered: Answered[] = [];
  for (const step of steps) {
    const { who } = step;
    if (who !== 'nobody' && !tokens.has(who)) tokens.set(who, await touring.issuer.token(who));
    answered.push(await take(step, touring, tokens.get(who), answered));
  }
  return answered;
};
