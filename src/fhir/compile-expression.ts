import { isResourceType } from './resource-types.ts';
import type { SearchParamKind } from './search-param.ts';

/** An element as it stands in JSON: a choice is one such per data type. */
export type ElementFact = {
  readonly name: string;
  readonly type: string;
  /** Where its own children are defined. */
  readonly container: string;
  readonly choice: boolean;
};

/** Looks up what a member name, or a choice's name without its type, stands for in a resource, a data type or a backbone element; empty if there is no such child. */
export type ElementLookUp<E extends ElementFact = ElementFact> = { readonly children: (container: string, name: string) => readonly E[] };

/** One path that an expression selects, in the language of element-path.ts, and what the definitions say about its end; of the resource itself nothing. */
export type CompiledPath<E extends ElementFact = ElementFact> = { readonly path: string; readonly end: E | undefined };

/** `opaque`: the expression says more than paths can; `absent`: it names an element that the definitions do not have, or none of this type. */
export type Compiled<E extends ElementFact = ElementFact> = readonly CompiledPath<E>[] | 'opaque' | 'absent';

type Segment = { readonly name: string; readonly of?: string; readonly where?: { readonly member: string; readonly value: string }; readonly target?: string };

/** The data types that a parameter of each kind can index (FHIR R4, search, 3.1.1.4.4 and following). */
export const indexable: Readonly<Record<SearchParamKind, readonly string[]>> = {
  number: ['decimal', 'integer', 'positiveInt', 'unsignedInt'],
  date: ['date', 'dateTime', 'instant', 'Period', 'Timing'],
  string: ['string', 'markdown', 'HumanName', 'Address'],
  token: ['boolean', 'code', 'Coding', 'CodeableConcept', 'ContactPoint', 'Identifier'],
  reference: ['Reference', 'canonical', 'uri'],
  composite: [],
  quantity: ['Quantity', 'Money', 'Age', 'Count', 'Distance', 'Duration', 'Range', 'SampledData'],
  uri: ['uri', 'url', 'canonical', 'oid', 'uuid'],
  special: [],
};

// One step of the FHIRPath subset; whatever it does not match makes a parameter opaque.
const stepPattern =
  /(?:^|(?<=.)\.)(?:where\(resolve\(\) is (?<target>\w+)\)|where\((?<member>\w+)\s*=\s*'(?<value>[^'\]]+)'\)|extension\('(?<url>[^'\]]+)'\)|(?:ofType|as)\((?<of>\w+)\)|(?<name>\w+)(?![\w([]))/y;

/** Where the parenthesis that a text begins with is closed. */
const closing = (text: string): number => {
  let depth = 0;
  for (const { 0: character, index } of text.matchAll(/'[^']*'|[()]/g)) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
};

/** `(A.b as C)` and `(A.b.ofType(C)).d` without their parentheses. */
const ungroup = (alternative: string): string => {
  const plain = alternative.trim().replaceAll(/('[^']*')|(?<=[\w)]) as (\w+)/g, (_, quoted: string | undefined, of: string) => quoted ?? `.ofType(${of})`);
  const end = plain.startsWith('(') ? closing(plain) : -1;
  return end < 0 ? plain : ungroup(plain.slice(1, end)) + plain.slice(end + 1);
};

/** A step that narrows the element before it; undefined where that was narrowed in the same way before, or nothing is before it. */
const narrowed = (last: Segment | undefined, more: Omit<Segment, 'name'>): Segment | undefined =>
  last === undefined || last.target !== undefined || Object.keys(more).some((key) => key in last) ? undefined : { ...last, ...more };

const segmentsOf = (alternative: string): readonly Segment[] | undefined => {
  const text = ungroup(alternative);
  const segments: Segment[] = [];
  for (let at = 0; at < text.length; at = stepPattern.lastIndex) {
    stepPattern.lastIndex = at;
    const groups = stepPattern.exec(text)?.groups;
    if (groups === undefined) return undefined;
    const { name, url, of, member, value, target } = groups;
    const more = target !== undefined ? { target } : of !== undefined ? { of } : { where: { member: member ?? '', value: value ?? '' } };
    const segment = name !== undefined ? { name } : url !== undefined ? { name: 'extension', where: { member: 'url', value: url } } : narrowed(segments.pop(), more);
    if (segment === undefined) return undefined;
    segments.push(segment);
  }
  // Where a reference leads can be said of the last element only.
  return segments.slice(0, -1).some(({ target }) => target !== undefined) ? undefined : segments;
};

/** Whether a step means the element: cast to its type, or one without a choice, or a choice named in full or of a type that an uncast one stands for. */
const means = ({ name, of }: Segment, element: ElementFact, uncast: readonly string[]): boolean =>
  of === undefined ? !element.choice || name === element.name || uncast.includes(element.type) : element.type === of;

/** Whether a filter can hold at all: it compares text, so what it looks at has to be of a simple type. */
const canHold = ({ children }: ElementLookUp, { where }: Segment, { container }: ElementFact): boolean =>
  where === undefined || children(container, where.member).some(({ type }) => /^[a-z]/.test(type));

/** Every way through the definitions that the segments leave open; empty where an element does not exist. */
const resolve = <E extends ElementFact>(
  elements: ElementLookUp<E>,
  container: string,
  [segment, ...rest]: readonly Segment[],
  uncast: readonly string[],
): readonly CompiledPath<E>[] => {
  if (segment === undefined) return [{ path: '', end: undefined }];
  return elements
    .children(container, segment.name)
    .filter((element) => means(segment, element, uncast) && canHold(elements, segment, element))
    .flatMap((element) => {
      const step = element.name + (segment.where === undefined ? '' : `[${segment.where.member}=${segment.where.value}]`);
      if (rest.length === 0) return [{ path: step + (segment.target === undefined ? '' : `->${segment.target}`), end: element }];
      return resolve(elements, element.container, rest, uncast).map(({ path, end }) => ({ path: `${step}.${path}`, end }));
    });
};

/**
 * The paths that a search parameter's FHIRPath selects in one type; of a union over types, what it says of this one. `uncast` are the data
 * types that a choice stands for where the expression does not say which.
 */
export const compileExpression = <E extends ElementFact>(
  elements: ElementLookUp<E>,
  type: string,
  uncast: readonly string[],
  expression: string,
): Compiled<E> => {
  const alternatives = expression.match(/(?:'[^']*'|[^|'])+/g) ?? [];
  if (alternatives.length === 0 || alternatives.join('|') !== expression) return 'opaque';
  const paths: CompiledPath<E>[] = [];
  for (const segments of alternatives.map(segmentsOf)) {
    // All or nothing: which type an alternative that does not parse begins with is not asked.
    const [first, ...rest] = segments ?? [];
    if (segments === undefined || first === undefined) return 'opaque';
    const rooted = /^[A-Z]/.test(first.name);
    if (rooted && first.name !== type) {
      if (!isResourceType(first.name)) return 'absent';
      continue;
    }
    const found = resolve(elements, type, rooted ? rest : segments, uncast);
    if (found.length === 0) return 'absent';
    paths.push(...found);
  }
  return paths.length === 0 ? 'absent' : paths.filter(({ path }, at) => paths.findIndex((other) => other.path === path) === at);
};
