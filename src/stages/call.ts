import type { Permit } from '../decision/decide.ts';
import type { Emergency } from '../decision/gates.ts';
import type { FhirInteraction, ParsedRequest } from '../fhir/interaction.ts';
import type { UpstreamRequest } from '../fhir/print.ts';
import type { PatientId } from '../fhir/reference.ts';
import type { PolicyMatcher, PolicyRow } from '../policy/policy.ts';
import type { Answer, Ports, Request, UpstreamReply } from '../ports.ts';
import type { Refusal, Result } from '../refusal.ts';
import type { Principal } from '../smart/principal.ts';

/** One authenticated request on its way: what every stage after `authenticate` goes by. */
export type Call = {
  readonly ports: Ports;
  readonly request: Request;
  readonly parsed: ParsedRequest;
  /** What is done: as it was parsed, of a page link what it goes on with; patients by their real ids. */
  readonly interaction: FhirInteraction;
  readonly emergency: Emergency;
  readonly principal: Principal;
  /** One revision for the whole request. */
  readonly policy: PolicyMatcher;
  /** What the exchanges came to so far. */
  readonly spent: Spent;
};

/**
 * Time and last status of the exchanges; how many looked up other resources, or documents; and what searches of the gateway's own found
 * and did not keep, by design or as a breach.
 */
export type Spent = { ms: number; status: number | undefined; resources: number; documents: number; filtered: number; breach: number };

export const unspent = (): Spent => ({ ms: 0, status: undefined, resources: 0, documents: 0, filtered: 0, breach: 0 });

/** What a permitted request came to, before it is recorded. */
export type Served = {
  readonly result: Result<Answer> | { readonly stream: string };
  readonly returned: { readonly count: number; readonly filtered: number; readonly breach: number };
  /** The patients whose data is given out or changed. */
  readonly patients: ReadonlySet<PatientId>;
  /** The rows that showed it. */
  readonly rows: readonly PolicyRow[];
  /** The elements that masks took away or reduced. */
  readonly masked?: ReadonlySet<string>;
};

export const nothing = { count: 0, filtered: 0, breach: 0 };

/** A permitted request that is refused after all. */
export const notServed = (refusal: Refusal, returned: Served['returned'] = nothing): Served => ({ result: { ok: false, refusal }, returned, patients: new Set(), rows: [] });

/** An exchange, its time and status taken down. */
export const exchange = async ({ ports, spent }: Call, request: UpstreamRequest): Promise<Result<UpstreamReply>> => {
  const begun = ports.now();
  const reply = await ports.exchange(request);
  spent.ms += ports.now() - begun;
  if (reply.ok) spent.status = reply.value.status;
  return reply;
};

/** A stage that serves one kind of interaction. */
export type Stage = (call: Call, permit: Permit) => Promise<Served>;
