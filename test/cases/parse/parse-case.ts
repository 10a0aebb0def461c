import type { InteractionKind, ParsedRequest } from '../../../src/fhir/interaction.ts';
import type { RawRequest } from '../../../src/fhir/parse.ts';
import type { RefusalCode } from '../../../src/refusal.ts';

/** A request that is refused, and the nearest one that is understood: only what the sentence says lies between them. */
export type RefusedCase = { readonly sentence: string; readonly request: RawRequest; readonly code: RefusalCode; readonly at: string | undefined; readonly beside: RawRequest };

type Understood = { readonly kind?: InteractionKind; readonly [member: string]: unknown };

/** A request, and what of it is understood: members that are not named here may be anything. */
export type UnderstoodCase = { readonly sentence: string; readonly request: RawRequest; readonly interaction: Understood; readonly more: Partial<ParsedRequest> };

export type ParseCase = RefusedCase | UnderstoodCase;

export const refused = (sentence: string, request: RawRequest, code: RefusalCode, beside: RawRequest, at?: string): ParseCase => ({ sentence, request, code, at, beside });
export const understood = (sentence: string, request: RawRequest, interaction: Understood, more: Partial<ParsedRequest> = {}): ParseCase => ({ sentence, request, interaction, more });

/** A request over the wire: headers are names and values in turn. */
export const send = (method: string, target: string, headers: readonly string[] = [], body?: string | null): RawRequest => ({ method, target, headers, body });
export const get = (target: string, ...headers: readonly string[]): RawRequest => send('GET', target, headers);
export const post = (target: string, body: string | null | undefined, contentType = 'application/fhir+json', ...headers: readonly string[]): RawRequest =>
  send('POST', target, ['Content-Type', contentType, ...headers], body);
export const postForm = (target: string, body: string | null | undefined, contentType = 'application/x-www-form-urlencoded'): RawRequest => post(target, body, contentType);
