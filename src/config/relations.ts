import type { BackendAuth, Config } from '../config.ts';
import { compileCustomParam, isInSets, type CustomSearchParam } from '../fhir/custom-search-params.ts';
import { isLoopback } from './is-loopback.ts';
import type { Entries, Problem } from './problem.ts';
import type { Draft } from './setting.ts';

type Relation = (config: Draft<Config>, entries: Entries) => readonly Problem[];

const when = (wrong: boolean, path: string, message: string): readonly Problem[] => (wrong ? [{ path, message }] : []);

const hostOf = (url: string | undefined): string => URL.parse(url ?? '')?.hostname ?? '';
const isHttp = (url: string | undefined): boolean => url?.startsWith('http:') === true;

const tlsIsWhole: Relation = (_, entries) => {
  const given = [...entries.keys()].some((key) => key.startsWith('server.tls.'));
  return ['server.tls.certFile', 'server.tls.keyFile'].flatMap((path) => when(given && !entries.has(path), path, 'is required with `server.tls`'));
};

const plainHttpStaysLocal: Relation = ({ server }, entries) => {
  const exposed = server?.host !== undefined && !isLoopback(server.host);
  const plain = !entries.has('server.tls.certFile') && server?.allowPlainHttp === false;
  return when(exposed && plain, 'server.host', 'is not a loopback address: give `server.tls`, or set `server.allowPlainHttp` if TLS ends before the gateway');
};

const publicUrlFitsTls: Relation = ({ server }, entries) => {
  if (!isHttp(server?.publicUrl)) return [];
  if (entries.has('server.tls.certFile')) return when(true, 'server.publicUrl', 'must be https, as `server.tls` is given');
  const exposed = !isLoopback(hostOf(server?.publicUrl)) && server?.allowPlainHttp === false;
  return when(exposed, 'server.publicUrl', 'must be https unless its host is loopback or `server.allowPlainHttp` is set');
};

const adminIsApart: Relation = ({ server, admin }) =>
  when(admin?.port !== undefined && admin.port !== 0 && admin.port === server?.port, 'admin.port', 'must differ from `server.port`');

const backendIsAnother: Relation = ({ server, backend }) =>
  when(backend?.url !== undefined && backend.url === server?.publicUrl, 'backend.url', 'must differ from `server.publicUrl`: the gateway would ask itself');

const authNeeds: Readonly<Record<BackendAuth['type'], readonly string[]>> = { none: [], basic: ['username', 'password'], bearer: ['token'] };

const authIsWhole: Relation = ({ backend }, entries) => {
  const type = backend?.auth?.type;
  if (type === undefined) return [];
  const has = (key: string): boolean => entries.has(`backend.auth.${key}`);
  const needed = authNeeds[type].flatMap((key) => [
    ...when(!has(key) && !has(`${key}File`), `backend.auth.${key}`, `is required where \`backend.auth.type\` is \`${type}\``),
    ...when(has(key) && has(`${key}File`), `backend.auth.${key}`, `is given twice, as itself and as \`${key}File\``),
  ]);
  const idle = Object.values(authNeeds).flat().flatMap((key) => [key, `${key}File`]).filter((key) => has(key) && !authNeeds[type].includes(key.replace('File', '')));
  return [...needed, ...idle.map((key) => ({ path: `backend.auth.${key}`, message: `is not used where \`backend.auth.type\` is \`${type}\`` }))];
};

// RFC 7617 section 2: the first colon ends the user name.
const usernameHasNoColon: Relation = ({ backend }) => {
  const auth = backend?.auth;
  return when(auth?.type === 'basic' && auth.username?.includes(':') === true, 'backend.auth.username', 'must not have a colon');
};

const someIssuer: Relation = ({ issuers }) => when((issuers ?? []).length === 0, 'issuers', 'needs at least one issuer');

// RFC 8725 section 3.8, R-043: which keys and trust belong to a token is found by its issuer alone.
const issuersDiffer: Relation = ({ issuers = [] }) =>
  issuers.flatMap(({ issuer }, index) => {
    const first = issuers.findIndex((other) => other.issuer === issuer);
    return when(issuer !== undefined && first < index, `issuers[${index}].issuer`, `is the same as \`issuers[${first}].issuer\``);
  });

// what one issuer may say is plain only where it is alone.
const trustIsSaid: Relation = ({ issuers = [] }, entries) =>
  issuers.length < 2
    ? []
    : issuers.flatMap((_, index) =>
        ['subjects', 'contexts'].flatMap((part) => {
          const path = `issuers[${index}].asserts.${part}`;
          return when(!entries.has(path), path, 'is required where there is more than one issuer: what may this one assert?');
        }),
      );

const oneMachineRule: Relation = ({ issuers = [] }, entries) =>
  issuers.flatMap((_, index) => {
    const given = ['equals', 'claim', 'clients'].filter((rule) => entries.has(`issuers[${index}].machine.${rule}`));
    return when(given.length > 1, `issuers[${index}].machine`, `takes one of \`equals\` \`claim\` \`clients\`, not ${given.length}`);
  });

const staleOutlivesFresh: Relation = ({ issuers = [] }) =>
  issuers.flatMap(({ jwks }, index) =>
    when((jwks?.maxStale ?? Infinity) < (jwks?.maxAge ?? 0), `issuers[${index}].jwks.maxStale`, 'must not be less than `maxAge`'),
  );

const keysDiffer: Relation = ({ links, audit }) => {
  const keys = [
    { path: 'links.keyFile', file: links?.keyFile },
    { path: 'audit.keyFile', file: audit?.keyFile },
    { path: 'audit.signingKeyFile', file: audit?.signingKeyFile },
  ];
  return keys.flatMap(({ path, file }, index) => {
    const first = keys.findIndex((other) => other.file === file);
    return when(file !== undefined && first < index, path, `must differ from \`${keys[first]?.path ?? ''}\`: each key serves one purpose`);
  });
};

const isWhole = (param: Draft<CustomSearchParam> | undefined): param is CustomSearchParam =>
  param?.type !== undefined && param.code !== undefined && param.kind !== undefined && param.expression !== undefined;

// Which parameter a name means has one answer, and one that cannot be evaluated would be a hole in masks and scopes.
const paramsAreNew: Relation = ({ searchParameters: { custom = [], sets = [] } = {} }) =>
  custom.flatMap((param, index) => {
    if (!isWhole(param)) return [];
    const at = `searchParameters.custom[${index}]`;
    const first = custom.findIndex(({ type, code }) => type === param.type && code === param.code);
    const compiled = compileCustomParam(param);
    return [
      ...when(isInSets(param, sets), `${at}.code`, `is a parameter of ${param.type} already`),
      ...when(first < index, `${at}.code`, `is the same as in \`searchParameters.custom[${first}]\``),
      ...when('fault' in compiled, `${at}.expression`, 'fault' in compiled ? compiled.fault : ''),
      ...when(param.kind === 'reference' && param.targets === undefined, `${at}.targets`, 'is required where `kind` is `reference`'),
      ...when(param.kind !== 'reference' && param.targets !== undefined, `${at}.targets`, `is not used where \`kind\` is \`${param.kind}\``),
    ];
  });

const relations: readonly Relation[] = [
  tlsIsWhole, plainHttpStaysLocal, publicUrlFitsTls, adminIsApart, backendIsAnother, authIsWhole, usernameHasNoColon,
  someIssuer, issuersDiffer, trustIsSaid, oneMachineRule, staleOutlivesFresh, keysDiffer, paramsAreNew,
];

/** What settings must be to each other; what is missing or wrong in itself is not judged here again. */
export const checkRelations: Relation = (config, entries) => relations.flatMap((relation) => relation(config, entries));
