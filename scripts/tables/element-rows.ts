import type { Definitions, ElementDefinition } from './definitions.ts';

type Elements = Definitions['elements'];

const inline = ['BackboneElement', 'Element'];

// Of what every resource, backbone element and data type has, the container that lists it, and what tells its heirs.
const bases = [
  { name: 'DomainResource', by: 'contained' },
  { name: 'Resource', by: 'implicitRules' },
  { name: 'BackboneElement', by: 'modifierExtension' },
  { name: 'Element', by: 'extension' },
] as const;

// The package's R4 has elements of Medplum's own and of R5 in it.
const notR4: Readonly<Record<string, readonly string[]>> = {
  Binary: ['url'],
  DeviceDefinition: ['bodySite'],
  'EvidenceVariable.characteristic': ['linkId', 'note', 'definitionId', 'definitionByTypeAndValue', 'definitionByCombination', 'instances[x]', 'duration[x]', 'timeFromEvent'],
  Meta: ['project', 'author', 'onBehalfOf', 'account', 'accounts', 'compartment', 'deleted'],
  ResearchStudy: [
    'name', 'label', 'studyDesign', 'region', 'descriptionSummary', 'classifier', 'associatedParty', 'progressStatus', 'whyStopped', 'recruitment', 'comparisonGroup',
    'outcomeMeasure', 'result',
  ],
  'ResearchStudy.objective': ['description'],
};

const lastOf = (text: string): string => text.slice(text.lastIndexOf('.') + 1);
const isComplex = (type: string): boolean => /^[A-Z]/.test(type);
const typesOf = ({ type = [] }: ElementDefinition): readonly string[] => type.map(({ code }) => (code.startsWith('http://hl7.org/fhirpath/') ? 'string' : code));

/** The paths of the elements below each container. */
const childrenByPath = (elements: Elements): ReadonlyMap<string, readonly string[]> => {
  const children = new Map<string, string[]>();
  for (const path of elements.keys()) {
    const container = path.slice(0, Math.max(0, path.lastIndexOf('.')));
    const siblings = children.get(container) ?? [];
    children.set(container, siblings);
    if (notR4[container]?.includes(lastOf(path)) !== true) siblings.push(path);
  }
  return children;
};

/**
 * What stands in each resource, backbone element and data type: its base first, then `name:type`. `name:` is a backbone element of its
 * own path, `name:Path.to.it` one that is defined there, `name[x]:A|B` a choice, and `name[x]:*` one of `anyDataType`.
 */
export const elementRows = ({ elements, types }: Definitions): { readonly anyDataType: string; readonly rows: ReadonlyMap<string, string> } => {
  const children = childrenByPath(elements);
  const namesIn = (container: string): readonly string[] => (children.get(container) ?? []).map(lastOf);
  const definitionAt = (path: string): ElementDefinition => {
    const definition = elements.get(path);
    if (definition === undefined) throw new Error(`there is no \`${path}\``);
    return definition;
  };
  const anyDataType = typesOf(definitionAt('Extension.value[x]')).join('|');

  const wordOf = (path: string): string => {
    const definition = definitionAt(path);
    if (definition.contentReference !== undefined) return `${lastOf(path)}:${definition.contentReference.slice(1)}`;
    const all = typesOf(definition).join('|');
    if (inline.includes(all)) return `${lastOf(path)}:`;
    return `${lastOf(path)}:${all === anyDataType ? '*' : all}`;
  };

  const rows = new Map<string, string>();
  const add = (container: string): void => {
    if (rows.has(container) || !children.has(container)) return;
    const base = bases.find(({ name, by }) => name !== container && namesIn(container).includes(by))?.name;
    const own = (children.get(container) ?? []).filter((path) => base === undefined || !namesIn(base).includes(lastOf(path)));
    rows.set(container, [...(base === undefined ? [] : [base]), ...own.map(wordOf)].join(' '));
    for (const each of [base ?? [], own, own.flatMap((path) => typesOf(definitionAt(path)).filter(isComplex))].flat()) add(each);
  };
  for (const type of types) add(type);
  return { anyDataType, rows: new Map([...rows].toSorted(([a], [b]) => (a < b ? -1 : 1))) };
};
