import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type YAMLError, type YAMLMap } from 'yaml';
import { nearest } from './nearest.ts';
import { rowPathOf, sections } from './outline.ts';
import { plain, type Entries, type Entry, type Problem } from './problem.ts';
import { settings } from './settings.ts';

type FromFile = { readonly entries?: Entries; readonly problems: readonly Problem[] };

// The parser's own words for these quote the file, which may hold a secret, or speak of the parser's options.
const words: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  BAD_DIRECTIVE: 'a directive that is not known',
  BAD_DQ_ESCAPE: 'an escape sequence that is not known',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping or list cannot begin here; check the indentation, and quote text that has a colon',
  DUPLICATE_KEY: 'the key is here for the second time',
  MULTIPLE_DOCS: 'a second document begins; there must be one',
  NON_STRING_KEY: 'a key must be a plain word',
  RESOURCE_EXHAUSTION: 'nested too deep',
  TAG_RESOLVE_FAILED: 'tags are not used here',
  UNEXPECTED_TOKEN: 'something that cannot stand here',
};

const wordsOf = ({ code, message }: YAMLError): string => words[code] ?? `${message.slice(0, 1).toLowerCase()}${message.slice(1)}`;

/** Anything but a scalar or a list of scalars is left as an empty mapping or list, which no kind accepts. */
const rawOf = (node: unknown, resolve: (node: unknown) => unknown): unknown => {
  const scalarOf = (item: unknown): unknown => (isScalar(item) ? item.value : isSeq(item) ? [] : {});
  return isSeq(node) ? node.items.map((item) => scalarOf(resolve(item))) : scalarOf(node);
};

type Reader = { readonly resolve: (node: unknown) => unknown; readonly placeOf: (node: unknown) => string; readonly entries: Map<string, Entry>; readonly problems: Problem[] };

const readerOf = (document: Document, lines: LineCounter, file: string): Reader => ({
  resolve: (node) => (isAlias(node) ? node.resolve(document) : node),
  placeOf: (node) => {
    const { line, col } = lines.linePos((isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined) ?? 0);
    return `${file}:${line}:${col}`;
  },
  entries: new Map(),
  problems: [],
});

const isEmpty = (node: unknown): boolean => node === undefined || node === null || (isScalar(node) && node.value === null) || (isMap(node) && node.items.length === 0);

const readSection = (reader: Reader, map: YAMLMap, section: string): void => {
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? String(key.value) : '';
    readValue(reader, section, name, value, reader.placeOf(key));
  }
};

const readItem = (reader: Reader, node: unknown, path: string): void => {
  if (isMap(node) && node.items.length > 0) readSection(reader, node, path);
  else reader.problems.push({ path, message: isEmpty(node) ? 'is empty; leave it out for its defaults' : 'must be a mapping' });
};

const readValue = (reader: Reader, section: string, name: string, written: unknown, place: string): void => {
  const path = section === '' ? name : `${section}.${name}`;
  const row = rowPathOf(path);
  const names = sections.get(rowPathOf(section)) ?? new Set();
  const say = (message: string, at = path): void => void reader.problems.push({ path: at, message, origin: place });
  if (!names.has(name)) {
    const hint = nearest(name, names);
    const shown = name === '' ? '``' : plain(name);
    say(`is not a known key${hint === undefined ? '' : `; is \`${hint}\` meant?`}`, section === '' ? shown : `${section}.${shown}`);
    return;
  }
  const setting = settings.get(row);
  const node = reader.resolve(written);
  if (setting !== undefined && 'unbuilt' in setting) say('is not built yet');
  else if (isAlias(written) && node === undefined) say('refers to an anchor that is not there');
  else if (isEmpty(node)) say('is empty; leave it out for its default');
  else if (setting !== undefined) reader.entries.set(path, { raw: rawOf(node, reader.resolve), origin: reader.placeOf(written) });
  else if (sections.has(row)) readItem(reader, node, path);
  else if (isSeq(node)) for (const [index, item] of node.items.entries()) readItem(reader, reader.resolve(item), `${path}[${index}]`);
  else say('must be a list of mappings');
};

/**
 * Reads the file by YAML 1.2's core schema, where `no` and `on` are text, along the table. Where the text is not YAML, or not a mapping,
 * there are no entries but problems only; else every key that is not known or not built yet is one.
 */
export const readYaml = (text: string, file: string): FromFile => {
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.2', schema: 'core', stringKeys: true, prettyErrors: false, lineCounter: lines });
  // One slip can make the parser complain at every later line.
  const faults = [...document.errors, ...document.warnings].slice(0, 10);
  if (faults.length > 0) {
    const placed = faults.map((fault) => ({ ...lines.linePos(fault.pos[0]), message: wordsOf(fault) }));
    return { problems: placed.map(({ line, col, message }) => ({ path: `${file}:${line}:${col}`, message })) };
  }
  const { contents } = document;
  if (isEmpty(contents)) return { problems: [{ path: file, message: 'is empty' }] };
  const reader = readerOf(document, lines, file);
  if (!isMap(contents)) return { problems: [{ path: reader.placeOf(contents), message: 'must be a mapping of keys, such as `server:`' }] };
  readSection(reader, contents, '');
  return { entries: reader.entries, problems: reader.problems };
};
