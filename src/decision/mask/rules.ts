import type { ResourceType } from '../../fhir/resource-types.ts';

/** What the rows of a mask say about one element and what is below it; absent is nothing. */
export type Rules = {
  readonly removed: boolean;
  /** Of a date the year is left. */
  readonly year: boolean;
  /** A row names the element, so that it is shown although it is hidden by itself. */
  readonly named: boolean;
  /** Where set, these of its elements are shown and no others. */
  readonly listed: ReadonlySet<string> | undefined;
  /** By the name in JSON. */
  readonly below: ReadonlyMap<string, Rules>;
};

/** What a mask does to the resources of one type. */
export type TypeMask = {
  readonly root: Rules;
  /** Some row is about the type. */
  readonly hasRows: boolean;
  /** Nothing but the bare resource is shown. */
  readonly hidden: boolean;
  /** Elements of data types that are removed wherever they stand, such as `Reference.display`. */
  readonly removed: ReadonlySet<string>;
  /** `Attachment.data` and `Attachment.url`, where these are hidden unless a row names them. */
  readonly unnamed: ReadonlySet<string>;
  /** The URLs of the extensions that are shown. */
  readonly extensions: ReadonlySet<string>;
};

/** A mask of masks.csv, ready for use (docs/policy.md, "Masks"). */
export type Mask = {
  readonly name: string;
  /** Ids of patients are shown as pseudonyms. */
  readonly pseudonyms: boolean;
  readonly of: (type: ResourceType) => TypeMask;
};

/** No row is about an element. */
export const noRules: Rules = { removed: false, year: false, named: false, listed: undefined, below: new Map() };

/** Whether a mask shows nothing of a type's resources: of a Binary, unless a row names its data. */
export const hidesWhole = (mask: Mask, type: ResourceType): boolean => mask.of(type).hidden;

/** Whether a mask shows ids of patients as pseudonyms only. */
export const pseudonymises = (mask: Mask): boolean => mask.pseudonyms;
