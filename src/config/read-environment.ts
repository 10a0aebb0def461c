import { nearest } from './nearest.ts';
import { variableOf } from './outline.ts';
import { plain, type Entries, type Entry, type Problem } from './problem.ts';
import { settings } from './settings.ts';

type FromEnvironment = { readonly entries: Entries; readonly problems: readonly Problem[] };

/** Names the file itself, so it overrides nothing. */
const ofTheFile = 'WARDGATE_CONFIG';

// `issuers[].issuer` is WARDGATE_ISSUERS__ISSUER here: where an index stands in a variable, nothing stands.
const rows = new Map([...settings].map(([path, setting]) => [variableOf(path), { path, setting }]));
const unbuilt = [...rows].filter(([, { setting }]) => 'unbuilt' in setting);

const index = /_(0|[1-9]\d?)(?=_)/g;

const readVariable = (name: string, text: string): { readonly path: string; readonly entry: Entry } | Problem => {
  const indexes = [...name.matchAll(index)].map(([, digits]) => digits ?? '');
  const general = name.replaceAll(index, '_');
  const row = rows.get(general);
  const notBuilt = unbuilt.find(([variable]) => general === variable || general.startsWith(`${variable}_`));
  if (notBuilt !== undefined) return { path: name, message: `is not built yet: \`${notBuilt[1].path}\`` };
  if (row === undefined || 'unbuilt' in row.setting || row.path.split('[]').length !== indexes.length + 1) {
    const hint = nearest(general, rows.keys())?.replace('__', `_${indexes[0] ?? '0'}_`);
    return { path: plain(name), message: `is not a known variable${hint === undefined ? '' : `; is \`${hint}\` meant?`}` };
  }
  const path = indexes.reduce((open, digits) => open.replace('[]', `[${digits}]`), row.path);
  return { path, entry: { raw: row.setting.kind.fromText(text), origin: name } };
};

/** Reads the variables that override the file, one per leaf. Every `WARDGATE_` variable that is no leaf of the table is a problem. */
export const readEnvironment = (env: Readonly<Record<string, string | undefined>>): FromEnvironment => {
  const found = Object.entries(env)
    .filter(([name]) => name.startsWith('WARDGATE_') && name !== ofTheFile)
    .flatMap(([name, text]) => (text === undefined ? [] : [readVariable(name, text)]));
  return {
    entries: new Map(found.flatMap((one) => ('entry' in one ? [[one.path, one.entry] as const] : []))),
    problems: found.flatMap((one) => ('entry' in one ? [] : [one])),
  };
};
