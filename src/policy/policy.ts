import type { Action } from '../fhir/interaction-table.ts';
import type { ResourceType } from '../fhir/resource-types.ts';

export type { Action, InteractionAction as Interaction } from '../fhir/interaction-table.ts';

/** What a row can be about: a resource type, or `System`, the whole server. */
export type PolicyObject = ResourceType | 'System';

/** Whose data a row reaches. */
export type Reach = { readonly kind: 'launch' | 'self' | 'careteam' | 'any' } | { readonly kind: 'group'; readonly id: string };

/** The conditions of a row; all absent is none. */
export type Terms = {
  readonly mfa?: true;
  readonly breakGlass?: true;
  readonly mask?: string;
  /** ISO 8601 duration. */
  readonly window?: string;
  /** Page size. */
  readonly max?: number;
};

/** One `p` line of policy.csv, checked; cells may still name groups or `*`. */
export type PolicyRow = {
  readonly subject: string;
  readonly resource: string;
  readonly action: string;
  readonly reach: Reach;
  readonly terms: Terms;
  readonly effect: 'allow' | 'deny';
  readonly file: string;
  readonly line: number;
};

/** One `g`, `g2` or `g3` line: `member` belongs to `group`. */
export type GroupingRow = { readonly kind: 'g' | 'g2' | 'g3'; readonly member: string; readonly group: string; readonly file: string; readonly line: number };

/** One line of masks.csv, checked: how a mask shows an element of a type, or of every type (`*`). */
export type MaskRow = { readonly mask: string; readonly resource: string; readonly path: string; readonly rule: string };

/** A policy directory that loaded without an error. */
export type Policy = {
  /** SHA-256 (hex) over the files' contents. */
  readonly revision: string;
  /** The text of model.conf, as Casbin reads it. */
  readonly model: string;
  readonly rows: readonly PolicyRow[];
  readonly groupings: readonly GroupingRow[];
  readonly masks: readonly MaskRow[];
};

/** The rows that decide about one (subjects, object, action): decision 17. */
export type MatchedRows = { readonly allow: readonly PolicyRow[]; readonly deny: readonly PolicyRow[] };

/** A loaded revision, asked per (subjects, object, action); an answer that is remembered comes at once. */
export type PolicyMatcher = {
  readonly revision: string;
  readonly masks: readonly MaskRow[];
  readonly match: (subjects: readonly string[], object: PolicyObject, action: Action) => MatchedRows | Promise<MatchedRows>;
};
