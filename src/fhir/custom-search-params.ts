import { compileExpression, indexable } from './compile-expression.ts';
import { parsePath, type ElementPath } from './element-path.ts';
import { elementOf, elementsNamed, isPrimitive } from './elements.ts';
import { isResourceType, type ResourceType } from './resource-types.ts';
import { searchParamTable } from './search-param-table.ts';
import { searchParamOf, type CustomSearchParams, type SearchParam, type SearchParamKind, type SearchParamSet } from './search-param.ts';

/** The kinds that a deployment may declare: a composite needs parts of its own, and a special one code of its own. */
export type CustomKind = Exclude<SearchParamKind, 'composite' | 'special'>;

export const customKinds: readonly CustomKind[] = ['number', 'date', 'string', 'token', 'reference', 'quantity', 'uri'];

/** A search parameter of a deployment, as its configuration declares it and its backend has it (R4 searchparameter). */
export type CustomSearchParam = {
  readonly type: ResourceType;
  readonly code: string;
  readonly kind: CustomKind;
  /** FHIRPath, of which only what paths can say is understood. */
  readonly expression: string;
  /** Of references, and only of those: the types that they may lead to. */
  readonly targets?: readonly ResourceType[];
};

/** Whether a parameter of a kind can find elements of a data type; of the simple ones a string or a token takes any. */
const finds = (kind: CustomKind, type: string): boolean => indexable[kind].includes(type) || ((kind === 'string' || kind === 'token') && isPrimitive(type));

/**
 * Makes one parameter ready for use, or says what is wrong with its expression. A choice has to say its type: what the gateway did not
 * know that a parameter finds, a mask could not keep from being found.
 */
export const compileCustomParam = ({ type, code, kind, expression, targets = [] }: CustomSearchParam): SearchParam | { readonly fault: string } => {
  const compiled = compileExpression({ children: elementsNamed }, type, [], expression);
  if (compiled === 'absent') return { fault: `names what ${type} does not have (a choice needs its type, as in \`value.ofType(Coding)\`)` };
  if (compiled === 'opaque') {
    return { fault: "says more than the gateway can evaluate: it reads names, `.where(name='value')`, `.extension('url')`, `.ofType(Type)`, `.where(resolve() is Type)` and `|`" };
  }
  const odd = compiled.find(({ end }) => end === undefined || !finds(kind, end.type));
  if (odd !== undefined) return { fault: `selects \`${odd.end?.type ?? type}\`, which a parameter of kind \`${kind}\` does not find` };
  const paths = compiled.map(({ path }) => parsePath(path));
  const beside = paths.find(({ target }) => target !== undefined && !targets.some((one) => one === target));
  if (beside !== undefined) return { fault: `keeps to references to \`${beside.target ?? ''}\`, which is not among \`targets\`` };
  return { name: code, kind, paths, targets, single: false, components: [], opaque: false };
};

/** The names of `Type.code` that are of a set; all of base R4 are of none. */
const namesIn = (set: SearchParamSet): readonly string[] =>
  Object.entries(searchParamTable).flatMap(([type, rows]) => Object.entries(rows).flatMap(([name, row]) => (row.set === set ? [`${type}.${name}`] : [])));

const allSets: readonly SearchParamSet[] = ['us-core'];

/** What a deployment without these sets does without. */
const withoutSets = (sets: readonly SearchParamSet[]): readonly (readonly [string, undefined])[] =>
  allSets.filter((set) => !sets.includes(set)).flatMap(namesIn).map((key) => [key, undefined]);

/** Whether base R4 or one of the sets has the parameter already. */
export const isInSets = ({ type, code }: Pick<CustomSearchParam, 'type' | 'code'>, sets: readonly SearchParamSet[]): boolean =>
  searchParamOf(type, code, new Map(withoutSets(sets))) !== undefined;

/** What a deployment has otherwise than the table; throws on a parameter that does not compile, as the configuration was checked for that. */
export const compileCustom = (list: readonly CustomSearchParam[], sets: readonly SearchParamSet[] = allSets): CustomSearchParams =>
  new Map<string, SearchParam | undefined>([
    ...withoutSets(sets),
    ...list.map((one) => {
      const param = compileCustomParam(one);
      if ('fault' in param) throw new Error(`${one.type} \`${one.code}\` ${param.fault}`);
      return [`${one.type}.${one.code}`, param] as const;
    }),
  ]);

/** A search parameter that finds the documents of a Binary: what it selects are the addresses of attachments. */
export type DocumentParam = { readonly type: ResourceType; readonly name: string; readonly paths: readonly ElementPath[] };

const location: DocumentParam = { type: 'DocumentReference', name: 'location', paths: searchParamOf('DocumentReference', 'location')?.paths ?? [] };

/** Whether a path leads to the `url` of an Attachment. */
const isAttachmentUrl = (type: ResourceType, { steps }: ElementPath): boolean => {
  let container: string = type;
  for (const { name } of steps.slice(0, -1)) container = elementOf(container, name)?.container ?? '';
  return container === 'Attachment' && steps.at(-1)?.name === 'url';
};

/** The parameters by which a Binary's documents are looked for: DocumentReference `location`, and each custom one over the addresses of attachments (deciding.md, row Binary). */
export const documentParams = (custom: CustomSearchParams = new Map()): readonly DocumentParam[] => [
  location,
  ...[...custom].flatMap(([key, param]) => {
    const type = key.slice(0, key.indexOf('.'));
    if (param?.kind !== 'uri' || !isResourceType(type) || !param.paths.every((path) => isAttachmentUrl(type, path))) return [];
    return [{ type, name: param.name, paths: param.paths }];
  }),
];
