import type { RefusalCode } from '../refusal.ts';
import type { InteractionKind } from './interaction.ts';

/** The letters of a SMART v2 scope. */
export type ScopeLetter = 'c' | 'r' | 'u' | 'd' | 's';

/** The interactions that policy rows name (docs/policy.md, column `action`). */
export type InteractionAction = 'read' | 'vread' | 'history' | 'search' | 'create' | 'update' | 'patch' | 'delete';

/** What can be asked of the policy: an interaction, or an operation as FHIR spells it, `$everything`. */
export type Action = InteractionAction | `$${string}`;

/** What must be granted for a kind, on the type in its path. */
export type AskRow = {
  readonly action: InteractionAction;
  readonly letter: ScopeLetter;
  readonly over: 'instance' | 'search' | 'body' | 'stored';
  /** Asked of the policy about the whole server instead of a type. */
  readonly system?: true;
};

export type InteractionRow = {
  /** FHIR's restful-interaction code, as the audit record names it. */
  readonly code: string;
  readonly asks: readonly AskRow[];
  /** Set on what is parsed, put through the gates, and refused then, as it is not offered yet. */
  readonly refusal: RefusalCode | undefined;
};

const read: AskRow = { action: 'read', letter: 'r', over: 'instance' };
const search: AskRow = { action: 'search', letter: 's', over: 'search' };
const create: AskRow = { action: 'create', letter: 'c', over: 'body' };
const update: AskRow = { action: 'update', letter: 'u', over: 'stored' };
const patch: AskRow = { action: 'patch', letter: 'u', over: 'stored' };
const remove: AskRow = { action: 'delete', letter: 'd', over: 'stored' };

const row = (code: string, asks: readonly AskRow[], refusal?: RefusalCode): InteractionRow => ({ code, asks, refusal });

/** What is known about each kind of interaction: R4 http section 3.1.0, SMART 2.2 scopes ("Scopes for requesting FHIR resources"). */
export const interactionTable: Readonly<Record<InteractionKind, InteractionRow>> = {
  capabilities: row('capabilities', []),
  read: row('read', [read]),
  vread: row('vread', [{ action: 'vread', letter: 'r', over: 'instance' }]),
  'history-instance': row('history-instance', [{ action: 'history', letter: 'r', over: 'instance' }]),
  'history-type': row('history-type', [{ action: 'history', letter: 's', over: 'search' }]),
  'history-system': row('history-system', [{ action: 'history', letter: 's', over: 'search', system: true }]),
  'search-type': row('search-type', [search]),
  'search-compartment': row('search-type', [search]),
  'search-system': row('search-system', [search]),
  create: row('create', [create]),
  update: row('update', [update], 'update-not-offered'),
  patch: row('patch', [patch], 'patch-not-offered'),
  delete: row('delete', [remove], 'delete-not-offered'),
  'conditional-create': row('create', [search, create], 'conditional-create-not-offered'),
  'conditional-update': row('update', [search, create, update], 'conditional-update-not-offered'),
  'conditional-patch': row('patch', [search, patch], 'conditional-patch-not-offered'),
  'conditional-delete': row('delete', [search, remove], 'conditional-delete-not-offered'),
  batch: row('batch', [], 'batch-not-offered'),
  transaction: row('transaction', [], 'transaction-not-offered'),
  operation: row('operation', [], 'operation-not-offered'),
  page: row('search-type', [search]),
};
