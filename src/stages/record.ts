import { isAuditFailure } from '../audit/audit-log.ts';
import { confinedTo, confinementOf, denial, describeDecision, describeInteraction, describePrincipal, grantsOf, namesOf, termsOf } from '../audit/describe.ts';
import type { DecisionRecord, OutcomeRecord } from '../audit/record.ts';
import { clientText } from '../audit/redact.ts';
import type { Decision, Permit } from '../decision/decide.ts';
import type { PageLink } from '../decision/page-link.ts';
import type { ParsedRequest } from '../fhir/interaction.ts';
import { interactionTable } from '../fhir/interaction-table.ts';
import type { Ports, Reply, Request } from '../ports.ts';
import { refuse, rowOf, type Refusal } from '../refusal.ts';
import type { Call, Served } from './call.ts';
import type { Decided } from './decide-call.ts';

const headerOf = ({ headers }: Request, name: string): string | undefined => {
  for (let at = 0; at + 1 < headers.length; at += 2) if (headers[at]?.toLowerCase() === name) return headers[at + 1];
  return undefined;
};

const arrivalOf = (ports: Ports, request: Request): Pick<DecisionRecord, 'requestId' | 'peer' | 'method' | 'clientRequestId' | 'traceparent'> => {
  const clientRequestId = headerOf(request, 'x-request-id');
  const traceparent = headerOf(request, 'traceparent');
  return {
    requestId: request.id, peer: request.peer, method: request.method,
    ...(clientRequestId === undefined ? {} : { clientRequestId: clientText(ports.sha256, clientRequestId) }),
    ...(traceparent === undefined ? {} : { traceparent: clientText(ports.sha256, traceparent) }),
  };
};

const keep = async (ports: Ports, record: DecisionRecord): Promise<Refusal | undefined> => {
  try {
    await ports.audit.decide(record);
    return undefined;
  } catch (thrown) {
    if (!isAuditFailure(thrown)) throw thrown;
    return refuse('audit-unavailable');
  }
};

const measured = (ports: Ports, request: Request, interaction: string, status: number, breach: number): void => {
  ports.measure({ interaction, status, breach, ms: ports.now() - request.received });
};

/** A refusal before anybody was known: recorded, then answered. */
export const recordRefusal = async (ports: Ports, request: Request, refusal: Refusal, parsed?: ParsedRequest): Promise<Reply> => {
  const record: DecisionRecord = {
    kind: 'decision', ...arrivalOf(ports, request),
    ...(parsed === undefined ? {} : describeInteraction(parsed.interaction, ports.parse.bases)),
    ...denial(refusal),
  };
  const answered = (await keep(ports, record)) ?? refusal;
  measured(ports, request, parsed === undefined ? 'unparsed' : interactionTable[parsed.interaction.kind].code, rowOf(answered.code).status, 0);
  return { kind: 'refusal', refusal: answered, head: request.method === 'HEAD' };
};

/** A set of patients that is too large for a record stands in a record of its own. */
const recordLargeReach = (ports: Ports, decision: Decision): void => {
  const patients = decision.effect === 'deny' ? undefined : confinedTo(decision);
  if (patients === undefined) return;
  const confinement = confinementOf(patients, ports);
  if ('sha256' in confinement) ports.recordReach(confinement.sha256, namesOf(patients, ports));
};

/** An emergency that a permit goes by is kept with it, for review (docs/policy.md, `break-glass`). */
const recordEmergency = ({ ports, request, parsed }: Call, decision: Decision, link: PageLink | undefined): void => {
  if (decision.effect === 'deny' || !termsOf(grantsOf(decision).map(({ row }) => row)).includes('break-glass')) return;
  const { emergency: reason } = parsed;
  ports.audit.append({
    kind: 'break-glass', requestId: request.id,
    ...(reason === undefined ? {} : { reason }),
    ...(reason !== undefined || link?.emergency === undefined ? {} : { declaredIn: link.emergency }),
  });
};

/** The decision, durable before anything goes upstream; what answers instead where it cannot be kept (docs/decisions.md, 13). */
export const recordDecision = async ({ call, decision, link }: Decided): Promise<Refusal | undefined> => {
  const { ports, request, principal, policy, interaction, parsed } = call;
  const declared = parsed.emergency !== undefined || link?.emergency !== undefined;
  const record = {
    kind: 'decision', ...arrivalOf(ports, request), ...describePrincipal(principal, request.received, declared),
    ...describeInteraction(interaction, ports.parse.bases), ...describeDecision(decision, ports), revision: policy.revision,
  } satisfies DecisionRecord;
  try {
    recordLargeReach(ports, decision);
    recordEmergency(call, decision, link);
  } catch (thrown) {
    if (!isAuditFailure(thrown)) throw thrown;
    return refuse('audit-unavailable');
  }
  return keep(ports, record);
};

/** A refusal on its way out, with what a step-up challenge needs. */
export const refusalReply = (call: Call, refusal: Refusal): Reply => ({
  kind: 'refusal', refusal, head: call.parsed.head, ...(refusal.code === 'step-up' ? { stepUp: call.principal.stepUp } : {}),
});

/** Answers a denial, or what answers instead of a decision that could not be kept. */
export const replyDenied = (call: Call, refusal: Refusal): Reply => {
  measured(call.ports, call.request, interactionTable[call.parsed.interaction.kind].code, rowOf(refusal.code).status, 0);
  return refusalReply(call, refusal);
};

const outcomeOf = (call: Call, { result, returned, patients, rows, masked }: Served): OutcomeRecord => {
  const { request, spent, ports } = call;
  const streamed = 'stream' in result;
  const terms = termsOf(rows);
  const refusal = streamed || result.ok ? undefined : result.refusal;
  const status = refusal === undefined ? (streamed || !result.ok ? 200 : result.value.status) : rowOf(refusal.code).status;
  return {
    kind: 'outcome', requestId: request.id, status,
    ...(refusal === undefined ? {} : { refusal: refusal.code }),
    ...(rows.length === 0 ? {} : { rows: [...new Set(rows.map(({ file, line }) => `${file}:${line}`))] }),
    ...(terms.length === 0 ? {} : { terms }),
    ...(masked === undefined || masked.size === 0 ? {} : { masked: [...masked].sort() }),
    ...(spent.status === undefined ? {} : { upstreamStatus: spent.status }),
    returned, patients: [...patients],
    ...(streamed ? { streamed: true as const } : {}),
    ms: { total: ports.now() - request.received, upstream: spent.ms },
  };
};

const writes = (permit: Permit): boolean => ['create', 'update', 'patch', 'delete'].includes(permit.ask.action);

/** After a write that was sent the client must not be told to try again. */
const unrecorded = (permit: Permit, served: Served): Refusal =>
  writes(permit) && 'ok' in served.result && served.result.ok ? refuse('outcome-unrecorded') : refuse('audit-unavailable');

const streamReply = (call: Call, path: string): Reply => ({
  kind: 'stream', path, head: call.parsed.head,
  ended: (bytes, complete) => {
    try {
      call.ports.audit.append({ kind: 'stream-end', requestId: call.request.id, bytes, complete });
    } catch {
      call.ports.log('error', 'the end of a stream could not be recorded', { requestId: call.request.id });
    }
  },
});

/** The outcome, written before the answer's first byte; then the answer. */
export const recordOutcome = (call: Call, permit: Permit, served: Served): Reply => {
  const { ports, request, parsed } = call;
  const record = outcomeOf(call, served);
  const code = interactionTable[parsed.interaction.kind].code;
  if (served.returned.breach > 0) ports.log('error', 'the backend broke the confinement; what was outside was left out', { requestId: request.id, breach: served.returned.breach });
  try {
    ports.audit.append(record);
  } catch (thrown) {
    if (!isAuditFailure(thrown)) throw thrown;
    return replyDenied(call, unrecorded(permit, served));
  }
  measured(ports, request, code, record.status, served.returned.breach);
  if ('stream' in served.result) return streamReply(call, served.result.stream);
  return served.result.ok ? { kind: 'answer', answer: served.result.value, head: parsed.head } : refusalReply(call, served.result.refusal);
};
