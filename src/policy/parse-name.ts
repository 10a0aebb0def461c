import { faulty, type Parsed } from './parsed.ts';
import { quote } from './quote.ts';

/** What rows define: the names that other rows may use. */
export type Names = { readonly roles: ReadonlySet<string>; readonly typeGroups: ReadonlySet<string>; readonly actionGroups: ReadonlySet<string> };

/** A name that the policy itself gives: a role, a group or a mask. No colon, so none passes for a caller's subject. */
export const parseName = (text: string): Parsed<string> =>
  /^[A-Za-z][A-Za-z0-9_.-]*$/.test(text)
    ? { value: text }
    : faulty({ code: 'malformed-name', message: `${quote(text)} is no name`, hint: 'a name is a letter, then letters, digits, `_`, `-` or `.`' });

/** A group's name, which must not be that of something which it could hold: the rows naming that would then mean the group. */
export const parseGroupName = (text: string, reserved: (text: string) => boolean, what: string): Parsed<string> =>
  reserved(text)
    ? faulty({ code: 'reserved-name', message: `${quote(text)} is ${what}, and cannot name a group`, hint: 'the order is: member, group' })
    : parseName(text);
