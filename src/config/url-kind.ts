import { isLoopback } from './is-loopback.ts';
import { fault, textual, type Kind } from './kind.ts';

type Check = { readonly wrong: (url: URL, text: string) => boolean; readonly says: (url: URL) => string };

// None of these messages shows the URL as it was entered: it may hold a password.
const noUser: Check = { wrong: (url) => url.username !== '' || url.password !== '', says: () => 'must not hold a user name or password' };
const noQuery: Check = { wrong: (_, text) => text.includes('?'), says: () => 'must not have a query' };
const noFragment: Check = { wrong: (_, text) => text.includes('#'), says: () => 'must not have a fragment' };
const noSlash: Check = { wrong: (_, text) => text.endsWith('/'), says: () => 'must not end in `/`; leave it out' };
// Links, audiences and stored references are compared with these as text, so there is one spelling.
const normal: Check = {
  wrong: (url, text) => url.href !== text && url.href !== `${text}/`,
  says: (url) => `must be in normal form: \`${url.href.replace(/\/$/, '')}\``,
};
const secure: Check = {
  wrong: (url) => url.protocol !== 'https:' && !isLoopback(url.hostname),
  says: (url) => `must be https: \`${url.hostname}\` is not a loopback host`,
};

const checked = (name: string, checks: readonly Check[]): Kind<string> =>
  textual(name, (text) => {
    const url = /^https?:\/\/[!-[\]-~]+$/i.test(text) ? URL.parse(text) : null;
    if (url === null) return fault('must be an absolute http or https URL');
    const failed = checks.find(({ wrong }) => wrong(url, text));
    return failed === undefined ? { value: text } : fault(failed.says(url));
  });

/** A FHIR base in normal form; an empty path is a base at the root. */
export const baseUrl = checked('base URL', [noUser, noQuery, noFragment, noSlash, normal]);
/** A FHIR base as stored references may spell it. */
export const aliasUrl = checked('base URL', [noUser, noQuery, noFragment, noSlash]);
/** An issuer identifier: compared as text, https unless on loopback (RFC 8414 section 2; A-213). */
export const issuerUrl = checked('https URL', [noUser, noQuery, noFragment, secure]);
/** Where keys are fetched. */
export const keySetUrl = checked('https URL', [noUser, noFragment, secure]);

/** A browser origin as its `Origin` header spells it, or `*`; never `null`. */
export const origin = textual('origin', (text) =>
  text === '*' || (/^https?:/.test(text) && URL.parse(text)?.origin === text)
    ? { value: text }
    : fault('must be `*` or an origin: scheme, host and port, nothing after, such as `https://app.example.org`'),
);
