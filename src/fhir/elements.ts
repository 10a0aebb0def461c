import type { ElementFact } from './compile-expression.ts';
import { anyDataType, elementsTable } from './elements-table.ts';

/**
 * An element as it stands in the JSON of a resource. `again`: the steps from the resource down to the element that this one repeats
 * (`item.item` is an `item`), whose rules then hold here too.
 */
export type Element = ElementFact & { readonly again?: readonly string[] };

/** The children of one container: each JSON name, and of choices also the name without the type. */
type Children = { readonly byJsonName: ReadonlyMap<string, Element>; readonly byName: ReadonlyMap<string, readonly Element[]> };

const nothing: Children = { byJsonName: new Map(), byName: new Map() };

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Whether values of the type are a JSON string, number or boolean. */
export const isPrimitive = (type: string): boolean => /^[a-z]/.test(type);

const elementsOf = (container: string, word: string): readonly Element[] => {
  const colon = word.indexOf(':');
  const name = word.slice(0, colon);
  const type = word.slice(colon + 1);
  if (name.endsWith('[x]')) {
    const types = (type === '*' ? anyDataType : type).split('|');
    return types.map((each) => ({ name: name.slice(0, -3) + upperFirst(each), type: each, container: each, choice: true }));
  }
  if (type === '') return [{ name, type: 'BackboneElement', container: `${container}.${name}`, choice: false }];
  if (!type.includes('.')) return [{ name, type, container: type, choice: false }];
  const again = `${container}.`.startsWith(`${type}.`) ? { again: type.split('.').slice(1) } : {};
  return [{ name, type: 'BackboneElement', container: type, choice: false, ...again }];
};

const childrenIn = (container: string): Children => {
  // Own properties only: `constructor` is no container.
  const row = Object.hasOwn(elementsTable, container) ? elementsTable[container] : undefined;
  if (row === undefined) return nothing;
  const byJsonName = new Map<string, Element>();
  const byName = new Map<string, readonly Element[]>();
  for (const word of row.split(' ')) {
    if (!word.includes(':')) {
      const base = childrenOf(word);
      for (const [name, element] of base.byJsonName) byJsonName.set(name, element);
      for (const [name, elements] of base.byName) byName.set(name, elements);
      continue;
    }
    const elements = elementsOf(container, word);
    for (const element of elements) {
      byJsonName.set(element.name, element);
      byName.set(element.name, [element]);
    }
    byName.set(word.slice(0, word.indexOf(':')).replace('[x]', ''), elements);
  }
  return { byJsonName, byName };
};

const known = new Map<string, Children>();

const childrenOf = (container: string): Children => {
  const found = known.get(container);
  if (found !== undefined) return found;
  const made = childrenIn(container);
  known.set(container, made);
  return made;
};

/** The element with that name in JSON, in a resource type, data type or backbone element (by its path, `Patient.contact`). */
export const elementOf = (container: string, jsonName: string): Element | undefined => childrenOf(container).byJsonName.get(jsonName);

/** What a JSON name, or a choice's name without its type, stands for: one element, each form of the choice, or none. */
export const elementsNamed = (container: string, name: string): readonly Element[] => childrenOf(container).byName.get(name) ?? [];

/** The names by which the children of a container can be called. */
export const elementNames = (container: string): Iterable<string> => childrenOf(container).byName.keys();

/** One way down a path: the JSON names, the element at its end, and the container that this stands in. */
export type Way = { readonly steps: readonly string[]; readonly end: Element; readonly parent: string };

/** Whether rules can look into an element by a path that leads through it: not into a resource, which has its own type's, nor into what repeats an element above. */
const leadsOn = ({ type, again }: Element): boolean => !isPrimitive(type) && type !== 'Resource' && again === undefined;

/** Every way that a path of names leads from a container, several where a choice is named without its type; none where it names no element. */
export const waysTo = (container: string, names: readonly string[]): readonly Way[] => {
  const [name, ...rest] = names;
  if (name === undefined) return [];
  return elementsNamed(container, name).flatMap((element): readonly Way[] => {
    if (rest.length === 0) return [{ steps: [element.name], end: element, parent: container }];
    return leadsOn(element) ? waysTo(element.container, rest).map((way) => ({ ...way, steps: [element.name, ...way.steps] })) : [];
  });
};
