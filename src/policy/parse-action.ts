import { didYouMean } from './nearest.ts';
import { parseGroupName, type Names } from './parse-name.ts';
import { faulty, type Parsed } from './parsed.ts';
import type { Interaction } from './policy.ts';
import { quote } from './quote.ts';

const interactionSet: Readonly<Record<Interaction, 'looks' | 'writes'>> = {
  read: 'looks',
  vread: 'looks',
  history: 'looks',
  search: 'looks',
  create: 'writes',
  update: 'writes',
  patch: 'writes',
  delete: 'writes',
};

/** The interactions that rows name (http://hl7.org/fhir/R4/http.html). */
export const interactions: readonly string[] = Object.keys(interactionSet);

/** Whether the text names an interaction. */
export const isInteraction = (text: string): text is Interaction => Object.hasOwn(interactionSet, text);

/** Whether the action is an interaction that changes a resource. */
export const isWrite = (action: string): boolean => isInteraction(action) && interactionSet[action] === 'writes';

/** Whether the text is written as an operation (http://hl7.org/fhir/R4/operations.html). */
export const isOperation = (text: string): boolean => text.startsWith('$');

const parseOperation = (text: string): Parsed<string> =>
  /^\$[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(text)
    ? { value: text }
    : faulty({ code: 'malformed-operation', message: `${quote(text)} is no name of an operation`, hint: 'an operation is written as FHIR spells it, such as `$everything`' });

/** What stands on the left of a `g3` row: an interaction, an operation, or another group. */
export const parseActionMember = (text: string, names: Names): Parsed<string> => {
  if (isInteraction(text) || names.actionGroups.has(text)) return { value: text };
  if (isOperation(text)) return parseOperation(text);
  const { hint = `the interactions are ${interactions.map((each) => `\`${each}\``).join(' ')}` } = didYouMean(text, [...names.actionGroups, ...interactions]);
  return faulty({ code: 'unknown-action', message: `${quote(text)} is neither an interaction, nor an operation, nor a group that a \`g3\` row fills`, hint });
};

/** What stands on the right of a `g3` row. */
export const parseActionGroup = (text: string): Parsed<string> => parseGroupName(text, isInteraction, 'an interaction');

/** The action of a `p` row: an interaction, an operation, a `g3` group, or `*`. */
export const parseAction = (text: string, names: Names): Parsed<string> => (text === '*' ? { value: text } : parseActionMember(text, names));
