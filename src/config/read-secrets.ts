import { X509Certificate, createPrivateKey } from 'node:crypto';
import type { Config, Secrets } from '../config.ts';
import { quote, type Problem } from './problem.ts';
import type { Draft } from './setting.ts';

type ReadFile = (path: string) => string;

/** A value, or what keeps it from being one. */
type Found<T> = { readonly value: T } | { readonly problem: Problem };

const problem = (path: string, message: string): { readonly problem: Problem } => ({ problem: { path, message } });

const textOf = (path: string, file: string, readFile: ReadFile): Found<string> => {
  try {
    const value = readFile(file);
    return value.trim() === '' ? problem(path, `${quote(file)} is empty`) : { value };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    return problem(path, `${quote(file)} cannot be read (${code})`);
  }
};

// RFC 6750 section 2.1. A password goes into a base64 value, but a line break in it is surely a mistake.
const forms = {
  password: { pattern: /^[^\p{Cc}]+$/u, says: 'must not have control characters or more than one line' },
  token: { pattern: /^[\w.~+/-]+=*$/, says: 'is not a bearer token: letters, digits and `-._~+/` only' },
};

type SecretName = keyof typeof forms;

const secretOf = (name: SecretName, given: string | undefined, file: string | undefined, readFile: ReadFile): Found<string> | undefined => {
  const [path, fromFile] = [`backend.auth.${name}`, `backend.auth.${name}File`];
  const found = given !== undefined ? { value: given } : file !== undefined ? textOf(fromFile, file, readFile) : undefined;
  if (found === undefined || 'problem' in found) return found;
  const value = given ?? found.value.replace(/\r?\n$/, '');
  return forms[name].pattern.test(value) ? { value } : problem(given === undefined ? fromFile : path, forms[name].says);
};

type Backend = Secrets['backend'];

const backendOf = (config: Draft<Config>, secrets: ReadonlyMap<string, string>, readFile: ReadFile): Found<Backend> => {
  const auth = config.backend?.auth;
  if (auth?.type === 'basic') {
    const password = secretOf('password', secrets.get('backend.auth.password'), auth.passwordFile, readFile);
    if (password !== undefined) return 'value' in password ? { value: { type: 'basic', password: password.value } } : password;
  } else if (auth?.type === 'bearer') {
    const token = secretOf('token', secrets.get('backend.auth.token'), auth.tokenFile, readFile);
    if (token !== undefined) return 'value' in token ? { value: { type: 'bearer', token: token.value } } : token;
  }
  // A type without its secret was already found wrong.
  return { value: { type: 'none' } };
};

const certPath = 'server.tls.certFile';
const keyPath = 'server.tls.keyFile';

const attempt = <T>(make: () => T): T | undefined => {
  try {
    return make();
  } catch {
    return undefined;
  }
};

type Tls = NonNullable<Secrets['tls']>;

const pairOf = ({ cert, key }: Tls): Found<Tls> => {
  const certificate = attempt(() => new X509Certificate(cert));
  if (certificate === undefined) return problem(certPath, 'holds no certificate in PEM');
  const privateKey = attempt(() => createPrivateKey(key));
  if (privateKey === undefined) return problem(keyPath, 'holds no private key in PEM that can be read without a passphrase');
  return certificate.checkPrivateKey(privateKey) ? { value: { cert, key } } : problem(keyPath, 'does not belong to the certificate');
};

const tlsOf = ({ server }: Draft<Config>, readFile: ReadFile): readonly Found<Tls>[] => {
  const { certFile, keyFile } = server?.tls ?? {};
  if (certFile === undefined || keyFile === undefined) return [];
  const cert = textOf(certPath, certFile, readFile);
  const key = textOf(keyPath, keyFile, readFile);
  if ('value' in cert && 'value' in key) return [pairOf({ cert: cert.value, key: key.value })];
  return [cert, key].flatMap((found) => ('problem' in found ? [found] : []));
};

/** Gathers what must not be printed: secrets entered as such, and those in the files that the configuration names. */
export const readSecrets = (
  config: Draft<Config>,
  secrets: ReadonlyMap<string, string>,
  readFile: ReadFile,
): { readonly secrets: Secrets; readonly problems: readonly Problem[] } => {
  const backend = backendOf(config, secrets, readFile);
  const tls = tlsOf(config, readFile);
  const pair = tls.find((found) => 'value' in found);
  return {
    secrets: Object.freeze({
      backend: Object.freeze('value' in backend ? backend.value : { type: 'none' }),
      ...(pair && { tls: Object.freeze(pair.value) }),
    }),
    problems: [backend, ...tls].flatMap((found) => ('problem' in found ? [found.problem] : [])),
  };
};
