import type { ElementFact, ElementLookUp } from '../../src/fhir/compile-expression.ts';
import type { ElementDefinition } from './definitions.ts';

/** What the definitions say about an element beyond its name and type. */
export type JsonElement = ElementFact & {
  readonly single: boolean;
  /** For references: the types that may be referred to; none stands for any. */
  readonly targets: readonly string[];
};

/** Looks up the children of a resource, a data type or a backbone element. */
export type ElementIndex = ElementLookUp<JsonElement>;

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const lastOf = (text: string): string => text.slice(text.lastIndexOf('/') + 1);

const inline = ['BackboneElement', 'Element'];

/** Makes the index over the elements of all definitions. */
export const elementIndex = (elements: ReadonlyMap<string, ElementDefinition>): ElementIndex => {
  const jsonElement = (element: ElementDefinition, name: string, type: string, choice: boolean): JsonElement => ({
    name,
    type,
    single: element.max === '1',
    targets: (element.type ?? []).filter(({ code }) => code === type).flatMap(({ targetProfile }) => (targetProfile ?? []).map(lastOf)),
    container: element.contentReference?.slice(1) ?? (inline.includes(type) ? element.path : type),
    choice,
  });
  const choicesOf = (element: ElementDefinition, name: string): readonly JsonElement[] =>
    (element.type ?? []).map(({ code }) => jsonElement(element, name + upperFirst(code), code, true));

  const children = (container: string, name: string): readonly JsonElement[] => {
    const plain = elements.get(`${container}.${name}`);
    if (plain !== undefined) return [jsonElement(plain, name, plain.type?.[0]?.code ?? 'BackboneElement', false)];
    const choice = elements.get(`${container}.${name}[x]`);
    if (choice !== undefined) return choicesOf(choice, name);
    // `valueDateTime`: a choice's name with its type.
    for (let end = name.length - 1; end > 0; end -= 1) {
      const whole = elements.get(`${container}.${name.slice(0, end)}[x]`);
      if (whole !== undefined) return choicesOf(whole, name.slice(0, end)).filter((element) => element.name === name);
    }
    return [];
  };
  return { children };
};
