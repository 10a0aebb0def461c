import { isResourceType, resourceTypes } from '../fhir/resource-types.ts';
import { didYouMean } from './nearest.ts';
import { faulty, type Parsed } from './parsed.ts';
import { quote } from './quote.ts';

/** The resource of a mask row: a type or `*`. */
export const parseMaskResource = (text: string): Parsed<string> =>
  text === '*' || isResourceType(text)
    ? { value: text }
    : faulty({ code: 'unknown-type', message: `${quote(text)} is no FHIR R4 resource type`, ...didYouMean(text, resourceTypes) });

/** The path of a mask row: an element below the resource, one of a Reference, or an extension by its URL. */
export const parseMaskPath = (text: string): Parsed<string> =>
  /^(?:[a-z][A-Za-z0-9]*(?:\.[a-z][A-Za-z0-9]*)*|Reference\.(?:display|identifier)|Attachment\.(?:data|url)|extension:[A-Za-z][A-Za-z0-9+.-]*:[^\s,]+)$/.test(text)
    ? { value: text }
    : faulty({
        code: 'malformed-path',
        message: `${quote(text)} is no path`,
        hint: 'a path is an element such as `name` or `contact.telecom`, `Reference.display`, `Reference.identifier`, `Attachment.data`, `Attachment.url`, or `extension:<url>`',
      });

const rules = ['remove', 'year', 'keep', 'only', 'pseudonym'];

/** The rule of a mask row; `keep:` is followed by the parts that stay. */
export const parseMaskRule = (text: string): Parsed<string> => {
  if (rules.includes(text) || /^keep:[a-z][A-Za-z0-9]*(?:[ \t]+[a-z][A-Za-z0-9]*)*$/.test(text)) return { value: text };
  const { hint = 'the rules are `remove`, `year`, `keep`, `keep:<parts>`, `only` and `pseudonym`' } = didYouMean(text, rules);
  return faulty({ code: 'unknown-rule', message: `${quote(text)} is no rule of a mask`, hint });
};
