import { isIP } from 'node:net';
import path from 'node:path';
import type { Algorithm } from '../config.ts';
import { isResourceType } from '../fhir/resource-types.ts';
import { choice, fault, matching, show, textual, type Kind } from './kind.ts';

/** Text of at least one character, without control characters. */
export const text = matching('text', /^[^\p{Cc}]+$/u, 'must be at least one character, and no control characters');

/** Text that may be empty. */
export const anyText = matching('text', /^[^\p{Cc}]*$/u, 'must not have control characters');

/** A host name or address to listen on. */
export const host = matching('host', /^[\w.:-]+$/, 'is not a host name or address');

/** A resource type of FHIR R4, in exactly its case. */
export const resourceType = textual('resource type', (name) => (isResourceType(name) ? { value: name } : fault(`${show(name)} is not a resource type of FHIR R4`)));

/** The name of a search parameter as URLs have it: no chain or modifier, and not of the names that begin with `_`, which are FHIR's own. */
export const paramCode = matching('parameter name', /^[A-Za-z][\w-]{0,63}$/, 'must be letters, digits, `_` and `-`, begin with a letter, and have at most 64 characters');

/** A name that also names a directory. */
export const fileName = matching('name', /^[A-Za-z0-9][\w.-]{0,127}$/, 'must be letters, digits, `.`, `_` and `-`, begin with a letter or digit, and have at most 128 characters');

/** A claim, dotted where it is nested; never a member that every object inherits. */
export const claim = textual('claim', (name) => {
  const wrong = name.split('.').some((step) => !/^[^\s\p{Cc}]+$/u.test(step) || step in {});
  return wrong ? fault(`${show(name)} is not the name or dotted path of a claim`) : { value: name };
});

const networkBits: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/** An address, or a network in CIDR notation. */
export const network = textual('address or network', (name) => {
  const [, address = '', bits = '0'] = /^([^/]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(name) ?? [];
  return Number(bits) <= (networkBits[isIP(address)] ?? -1) ? { value: name } : fault(`${show(name)} is not an IP address or a network such as \`10.0.0.0/8\``);
});

/** A path; a relative one starts from the configuration file's directory. */
export const filePath = textual('path', (name, directory) => {
  if (name === '' || name.includes('\0')) return fault('must be a path');
  return { value: path.isAbsolute(name) ? name : path.join(directory, name) };
});

/** A secret, which no message shows. */
export const secretText: Kind<string> = {
  name: 'secret',
  fromText: (value) => value,
  read: (raw) => (typeof raw === 'string' && raw !== '' ? { value: raw } : fault('must be text and not empty; put it in quotes')),
};

const asymmetric: readonly Algorithm[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];

const known = choice(asymmetric, ['EdDSA']);

/** A signature algorithm: asymmetric only (A-197, A-198; R-042). */
export const algorithm: Kind<Algorithm> = {
  ...known,
  read: (raw, directory) => {
    if (typeof raw === 'string' && /^none$/i.test(raw)) return fault('`none` means unsigned tokens, which are never accepted');
    if (typeof raw === 'string' && /^HS\d+$/i.test(raw)) return fault(`${show(raw)} is symmetric: whoever can check a token could make one; only asymmetric algorithms are accepted`);
    return known.read(raw, directory);
  },
};

/** Every algorithm that this version can check. */
export const allAlgorithms = asymmetric;
