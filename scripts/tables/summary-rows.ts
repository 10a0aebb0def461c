import type { SummaryRow } from '../../src/fhir/project.ts';
import type { Definitions, ElementDefinition } from './definitions.ts';

type Elements = Definitions['elements'];
type Child = { readonly name: string; readonly definition: ElementDefinition };

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const inline = ['BackboneElement', 'Element'];
// What src/fhir/project.ts keeps or drops of every resource, whatever its type.
const common = ['id', 'meta', 'implicitRules', 'language', 'text', 'contained', 'extension', 'modifierExtension'];
const notContent = ['id', 'extension', 'modifierExtension'];
// The package adds elements of its own to Meta.
const wholeTypes = ['Resource', 'Meta'];

/** The children of each resource, backbone element and data type, by its path. */
const childrenByPath = (elements: Elements): ReadonlyMap<string, readonly Child[]> => {
  const children = new Map<string, Child[]>();
  for (const [path, definition] of elements) {
    const dot = path.lastIndexOf('.');
    if (dot < 0) continue;
    const siblings = children.get(path.slice(0, dot)) ?? [];
    siblings.push({ name: path.slice(dot + 1), definition });
    children.set(path.slice(0, dot), siblings);
  }
  return children;
};

/** The members that stand for an element in JSON, each with where its children are defined: one for each data type of a choice. */
const membersOf = (path: string, { name, definition }: Child): readonly { readonly name: string; readonly container: string | undefined }[] => {
  // An element that is defined elsewhere, by its content reference, may hold itself.
  const container = (code: string | undefined): string | undefined => (code !== undefined && inline.includes(code) ? `${path}.${name}` : code);
  const types = definition.type ?? [];
  if (!name.endsWith('[x]')) return [{ name, container: definition.contentReference === undefined ? container(types[0]?.code) : undefined }];
  return types.map(({ code }) => ({ name: name.slice(0, -3) + upperFirst(code), container: code }));
};

/** Makes the one row of each type. */
export const summaryRows = ({ elements, types }: Definitions): ReadonlyMap<string, SummaryRow> => {
  const children = childrenByPath(elements);
  const whole = new Map<string, boolean>();

  const isKept = ({ definition }: Child): boolean => definition.isSummary === true || definition.isModifier === true || definition.min > 0;
  const contentOf = (path: string): readonly Child[] => {
    const content = (children.get(path) ?? []).filter(({ name }) => !notContent.includes(name));
    // Primitives, and backbone elements that have no element marked for summaries, are kept whole.
    return wholeTypes.includes(path) || types.includes(path) || !content.some(({ definition }) => definition.isSummary === true) ? [] : content;
  };
  /** Whether a summary keeps all that may stand there; a type that holds itself does not change the answer. */
  const isWhole = (path: string | undefined): boolean => {
    if (path === undefined) return true;
    const known = whole.get(path);
    if (known !== undefined) return known;
    whole.set(path, true);
    const is = contentOf(path).every((child) => isKept(child) && membersOf(path, child).every(({ container }) => isWhole(container)));
    whole.set(path, is);
    return is;
  };
  const namesOf = (path: string, kept: readonly Child[]): readonly string[] =>
    kept.flatMap((child) =>
      membersOf(path, child).flatMap(({ name, container }) =>
        container === undefined || isWhole(container) ? [name] : namesOf(container, contentOf(container).filter(isKept)).map((part) => `${name}.${part}`)));

  const choicesOf = (path: string, within: string): readonly string[] =>
    (children.get(path) ?? []).flatMap(({ name, definition }) => {
      if (name.endsWith('[x]')) return [within + name.slice(0, -3)];
      return definition.type?.some(({ code }) => inline.includes(code)) === true ? choicesOf(`${path}.${name}`, `${within}${name}.`) : [];
    });

  const rowOf = (type: string): SummaryRow => {
    const own = (children.get(type) ?? []).filter(({ name }) => !common.includes(name));
    const topLevel = (wanted: (definition: ElementDefinition) => boolean): readonly string[] =>
      own.filter(({ definition }) => wanted(definition)).flatMap((child) => membersOf(type, child).map(({ name }) => name));
    return {
      summary: namesOf(type, own.filter(({ definition }) => definition.isSummary === true)),
      mandatory: topLevel(({ min }) => min > 0),
      modifiers: topLevel(({ isModifier }) => isModifier === true),
      choices: choicesOf(type, ''),
    };
  };
  return new Map(types.map((type) => [type, rowOf(type)]));
};
