import type { SearchParamKind } from '../../src/fhir/search-param.ts';
import type { ElementIndex, JsonElement } from './element-index.ts';

type Segment = { readonly name: string; readonly of?: string; readonly where?: string; readonly target?: string };

/** One path that an expression selects, in the language of src/fhir/element-path.ts, and what the definitions say about its end. */
export type CompiledPath = { readonly path: string; readonly end: JsonElement | undefined };

/** The data types that a parameter of each kind can index (FHIR R4, search, 3.1.1.4.4 and following): which names of an uncast choice count. */
const indexable: Readonly<Record<SearchParamKind, readonly string[]>> = {
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
  /\.?(?:where\(resolve\(\) is (?<target>\w+)\)|where\((?<member>\w+)\s*=\s*'(?<value>[^'\]]+)'\)|(?:ofType|as)\((?<of>\w+)\)|(?<name>\w+)(?![\w([]))/y;

/** `(A.b as C)` and `(A.b.ofType(C)).d` without their parentheses. */
const ungroup = (alternative: string): string => {
  const plain = alternative.trim().replaceAll(/([\w.]+) as (\w+)/g, '$1.ofType($2)');
  return plain.startsWith('(') ? plain.replace(/^\(([\w.]+(?:\(\w+\))?)\)/, '$1') : plain;
};

const segmentsOf = (alternative: string): readonly Segment[] | undefined => {
  const text = ungroup(alternative);
  const segments: Segment[] = [];
  for (let at = 0; at < text.length; at = stepPattern.lastIndex) {
    stepPattern.lastIndex = at;
    const groups = stepPattern.exec(text)?.groups;
    if (groups === undefined) return undefined;
    const { name, of, member, value, target } = groups;
    if (name !== undefined) segments.push({ name });
    else {
      const last = segments.pop();
      if (last === undefined) return undefined;
      segments.push({
        ...last,
        ...(of === undefined ? {} : { of }),
        ...(member === undefined || value === undefined ? {} : { where: `[${member}=${value}]` }),
        ...(target === undefined ? {} : { target }),
      });
    }
  }
  return segments;
};

/** Whether a step means the element: cast to its type, or one without a choice, or a choice named in full or of a type that the kind can index. */
const means = ({ name, of }: Segment, element: JsonElement, kind: SearchParamKind): boolean =>
  of === undefined ? !element.choice || name === element.name || indexable[kind].includes(element.type) : element.type === of;

/** Every way through the definitions that the segments leave open; empty where an element does not exist. */
const resolve = (index: ElementIndex, container: string, segments: readonly Segment[], kind: SearchParamKind): readonly CompiledPath[] => {
  const [segment, ...rest] = segments;
  if (segment === undefined) return [{ path: '', end: undefined }];
  return index
    .children(container, segment.name)
    .filter((element) => means(segment, element, kind))
    .flatMap((element) => {
      const step = element.name + (segment.where ?? '');
      if (rest.length === 0) return [{ path: step + (segment.target === undefined ? '' : `->${segment.target}`), end: element }];
      return resolve(index, element.container, rest, kind).map(({ path, end }) => ({ path: `${step}.${path}`, end }));
    });
};

/**
 * The paths that a search parameter's FHIRPath selects in one type, or `opaque` where it says more than paths can. Throws where an
 * expression names an element that the definitions do not have.
 */
export const compileExpression = (index: ElementIndex, type: string, kind: SearchParamKind, expression: string): readonly CompiledPath[] | 'opaque' => {
  const alternatives = expression.split('|').map(segmentsOf);
  const paths: CompiledPath[] = [];
  for (const segments of alternatives) {
    // all or nothing: which type an alternative that does not parse begins with is not asked
    if (segments === undefined) return 'opaque';
    const [first, ...rest] = segments;
    if (first === undefined) return 'opaque';
    const rooted = /^[A-Z]/.test(first.name);
    if (rooted && first.name !== type) continue;
    const found = resolve(index, type, rooted ? rest : segments, kind);
    if (found.length === 0) throw new Error(`\`${expression}\` selects no element of ${type}`);
    paths.push(...found);
  }
  return paths.filter(({ path }, at) => paths.findIndex((other) => other.path === path) === at);
};
