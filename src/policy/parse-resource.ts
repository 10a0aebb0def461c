import { isResourceType, resourceTypes } from '../fhir/resource-types.ts';
import { didYouMean } from './nearest.ts';
import { parseGroupName, type Names } from './parse-name.ts';
import { faulty, type Parsed } from './parsed.ts';
import type { PolicyObject } from './policy.ts';
import { quote } from './quote.ts';

/** Whether the text names what an ask can be about. */
export const isPolicyObject = (text: string): text is PolicyObject => text === 'System' || isResourceType(text);

const unknown = (text: string, names: Names): Parsed<string> =>
  faulty({
    code: 'unknown-type',
    message: `${quote(text)} is neither a FHIR R4 resource type nor a group that a \`g2\` row fills`,
    ...didYouMean(text, [...names.typeGroups, ...resourceTypes, 'System']),
  });

/** What stands on the left of a `g2` row: a type, `System`, or another group. */
export const parseTypeMember = (text: string, names: Names): Parsed<string> =>
  isPolicyObject(text) || names.typeGroups.has(text) ? { value: text } : unknown(text, names);

/** What stands on the right of a `g2` row. */
export const parseTypeGroup = (text: string): Parsed<string> => parseGroupName(text, isPolicyObject, 'a resource type');

/** The resource of a `p` row: a type, `System`, a `g2` group, or `*`. */
export const parseResource = (text: string, names: Names): Parsed<string> => (text === '*' ? { value: text } : parseTypeMember(text, names));
