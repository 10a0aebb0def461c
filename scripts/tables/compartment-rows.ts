import type { CompartmentRow, OwnedRow } from '../../src/fhir/patient-compartment.ts';
import type { SearchParamRow } from '../../src/fhir/search-param.ts';
import { compileDefinition } from './compile-definition.ts';
import type { Definitions } from './definitions.ts';
import type { ElementIndex, JsonElement } from './element-index.ts';
import { ownerChoices, participantParams, typeClasses } from './owner-choices.ts';
import type { OwnerChoice } from './owner-choices.ts';
import type { Rows } from './search-param-rows.ts';

const patient = 'Patient';
const withoutTarget = (path: string): string => path.replace(/->\w+$/, '');

/** The elements along a path, the last one last. */
const elementsAlong = (index: ElementIndex, type: string, path: string): readonly JsonElement[] => {
  const along: JsonElement[] = [];
  for (const name of withoutTarget(path).split('.')) {
    const [element] = index.children(along.at(-1)?.container ?? type, name);
    if (element === undefined) throw new Error(`${type} has no element \`${path}\``);
    along.push(element);
  }
  return along;
};

const mayReferToPatient = ({ type, targets }: JsonElement): boolean =>
  type === 'Reference' && (targets.length === 0 || targets.includes('Resource') || targets.includes(patient));

/** Whether all that a parameter selects is the owner element, and it can find a patient there. */
const liesIn = (row: SearchParamRow, owner: string): boolean =>
  row.kind === 'reference' &&
  row.paths.length > 0 &&
  row.paths.every((path) => withoutTarget(path) === withoutTarget(owner) && !/->(?!Patient$)/.test(path)) &&
  (row.targets === undefined || row.targets.includes(patient));

const datePaths = (index: ElementIndex, type: string, date: string | undefined): readonly string[] => {
  if (date === undefined) return [];
  const compiled = compileDefinition(index, type, 'date', `${type}.${date}`);
  return compiled === 'opaque' ? [] : compiled.map(({ path }) => path);
};

/** All that the type's compartment parameters select and that can refer to a Patient. */
const membersOf = (index: ElementIndex, type: string, rows: readonly SearchParamRow[]): readonly string[] => {
  const named = rows
    .filter(({ targets = [patient] }) => targets.includes(patient))
    .flatMap(({ paths }) => paths)
    .filter((path) => !/->(?!Patient$)/.test(path))
    .map(withoutTarget)
    .filter((path) => elementsAlong(index, type, path).slice(-1).some(mayReferToPatient));
  return [...new Set(named)].map((path) => `${path}->${patient}`);
};

// A Patient is its own: no element refers to its owner.
const self = { class: 'owned', self: true, owners: ['id'], ownerParams: ['_id'], narrowBy: '_id', exact: true, clinicalDate: [] } as const;

const ownedRow = (definitions: Definitions, index: ElementIndex, params: Rows, type: string, choice: OwnerChoice): OwnedRow => {
  const compartmentParams = definitions.compartment.get(type) ?? [];
  const unknown = compartmentParams.find((name) => !params.has(name));
  if (unknown !== undefined) throw new Error(`the compartment names \`${unknown}\`, which is no parameter of ${type}`);
  const members = membersOf(index, type, compartmentParams.flatMap((name) => params.get(name) ?? []));
  if (type === patient) return { ...self, compartmentParams, members: ['id', ...members] };
  const along = elementsAlong(index, type, choice.owner);
  const end = along.at(-1);
  if (end === undefined || !mayReferToPatient(end)) throw new Error(`${type} \`${choice.owner}\` cannot refer to a Patient`);
  const within = [...params].filter(([, row]) => liesIn(row, choice.owner)).map(([name]) => name);
  const narrowBy = ['patient', 'subject', ...within].find((name) => within.includes(name));
  if (narrowBy === undefined) throw new Error(`no search parameter selects ${type} \`${choice.owner}\``);
  const owner = `${withoutTarget(choice.owner)}->${patient}`;
  if (compartmentParams.length > 0 && !members.includes(owner)) throw new Error(`the compartment of ${type} leaves out \`${choice.owner}\``);
  return {
    class: 'owned',
    owners: [choice.owner],
    ownerParams: within.filter((name) => !participantParams.includes(name)),
    narrowBy,
    exact: along.every(({ single }) => single),
    clinicalDate: datePaths(index, type, choice.date),
    compartmentParams,
    members: compartmentParams.length > 0 ? members : [owner],
  };
};

/** Makes the one row of each type; a type that stands in two classes, or that is no type, is an error. */
export const compartmentRows = (
  definitions: Definitions,
  index: ElementIndex,
  params: ReadonlyMap<string, Rows>,
): ReadonlyMap<string, CompartmentRow> => {
  const listed = [...Object.keys(ownerChoices), ...Object.values(typeClasses).flat()];
  const wrong = listed.find((type, at) => !definitions.types.includes(type) || listed.indexOf(type) !== at);
  if (wrong !== undefined) throw new Error(`\`${wrong}\` is not a type, or has two classes`);
  const rowOf = (type: string): CompartmentRow => {
    const choice = ownerChoices[type];
    if (choice !== undefined) return ownedRow(definitions, index, params.get(type) ?? new Map<string, SearchParamRow>(), type, choice);
    if (typeClasses.shared.includes(type)) return { class: 'shared' };
    if (typeClasses.operator.includes(type)) return { class: 'operator' };
    return { class: typeClasses.derived.includes(type) ? 'derived' : 'hidden' };
  };
  return new Map(definitions.types.map((type) => [type, rowOf(type)]));
};
