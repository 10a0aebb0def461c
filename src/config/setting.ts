import type { Kind } from './kind.ts';

/** What a default may depend on. */
export type Given = {
  readonly hostName: string;
  /** Whether the file names just one issuer. */
  readonly oneIssuer: boolean;
  /** A value from an earlier row; `[]` means the same item of the list. */
  readonly at: (path: string) => unknown;
};

/** A row of the table: its kind, and what holds where it is absent. Defaults are spelled as in YAML and read like anything entered. */
export type Built<V> = { readonly kind: Kind<V>; readonly secret?: true } & (
  | { readonly required: true }
  | { readonly default: unknown }
  /** In words; `derive` gives the value as spelled in YAML, or undefined for none. */
  | { readonly otherwise: string; readonly derive?: (given: Given) => unknown }
);

/** Designed, known by name, and refused until it is built. */
export type Unbuilt = { readonly unbuilt: true };

export type Setting = Built<unknown> | Unbuilt;

type Leaf = string | number | boolean | readonly string[];

type PathsIn<T> = T extends Leaf
  ? ''
  : T extends readonly (infer Item)[]
    ? `[]${PathsIn<Item>}`
    : { [K in keyof T & string]-?: `.${K}${PathsIn<NonNullable<T[K]>>}` }[keyof T & string];

type WithoutDot<P> = P extends `.${infer Path}` ? Path : never;

/** Every leaf of a configuration, `[]` standing for the items of a list. */
export type LeafPath<T> = WithoutDot<PathsIn<T>>;

type Field<T, K extends string> = T extends unknown ? (K extends keyof T ? NonNullable<T[K]> : never) : never;
type ItemOf<T> = T extends readonly (infer Item)[] ? Item : never;
type Step<T, K extends string> = K extends `${infer List}[]` ? ItemOf<Field<T, List>> : Field<T, K>;

/** The type of the leaf at a path. */
export type LeafAt<T, P extends string> = P extends `${infer Head}.${infer Rest}` ? LeafAt<Step<T, Head>, Rest> : Step<T, P>;

/** A table that has a row of the right kind for every leaf of T; further rows may be secrets or not built. */
export type SettingsOf<T> = Readonly<Record<string, Setting>> & { readonly [P in LeafPath<T>]: Built<LeafAt<T, P>> };

/** A configuration of which anything may still be missing. */
export type Draft<T> = T extends Leaf ? T : T extends readonly (infer Item)[] ? readonly Draft<Item>[] : { readonly [K in keyof T]?: Draft<NonNullable<T[K]>> };
