import { isResourceType } from '../../fhir/resource-types.ts';
import { elementOf, type Element } from '../../fhir/elements.ts';
import { noRules, type Mask, type Rules, type TypeMask } from './rules.ts';

/** Where a mask stands while a resource, or the path of a search parameter, is walked. */
export type Cursor = { readonly mask: Mask; readonly type: TypeMask; readonly rules: Rules };

/** A mask at the top of a resource of a type; undefined for what is no type. */
export const enter = (mask: Mask, type: string): Cursor | undefined => {
  if (!isResourceType(type)) return undefined;
  const typeMask = mask.of(type);
  return { mask, type: typeMask, rules: typeMask.root };
};

const follow = ({ root }: TypeMask, steps: readonly string[]): Rules => steps.reduce((rules: Rules, name) => rules.below.get(name) ?? noRules, root);

const isHiddenAnywhere = ({ removed, unnamed }: TypeMask, { named }: Rules, container: string, name: string): boolean => {
  if (container !== 'Reference' && container !== 'Attachment') return false;
  const place = `${container}.${name}`;
  return removed.has(place) || (!named && unnamed.has(place));
};

/**
 * From an element, whose children stand in the container, to one of these; undefined if the mask hides it. Extensions are not asked
 * here: whether one is shown depends on its URL, wherever it stands.
 */
export const descend = ({ mask, type, rules }: Cursor, container: string, element: Element): Cursor | undefined => {
  if (rules.listed?.has(element.name) === false) return undefined;
  const below = rules.below.get(element.name) ?? noRules;
  if (below.removed || isHiddenAnywhere(type, below, container, element.name)) return undefined;
  return { mask, type, rules: element.again === undefined ? below : follow(type, element.again) };
};

/** Whether a mask shows an extension that stands in the container: one that a row names, and of such a one the parts, which are extensions too (R4 extensibility section 2.4.0.1). */
export const showsExtension = ({ type }: Cursor, container: string, url: string | undefined): boolean => container === 'Extension' || (url !== undefined && type.extensions.has(url));

/** Whether an element is a list of extensions. */
export const isExtension = (name: string): boolean => name === 'extension' || name === 'modifierExtension';

/** What stands under a name in JSON; of a `_` sibling the primitive that it belongs to. */
export const elementAt = (container: string, name: string): Element | undefined => elementOf(container, name.startsWith('_') ? name.slice(1) : name);
