import assert from 'node:assert/strict';
import { parseSettings } from '../cases/parse/parse-settings.ts';
import { carriedAsk } from '../../src/decision/page-link.ts';
import { planIncludes } from '../../src/decision/plan-includes.ts';
import type { Include } from '../../src/fhir/interaction.ts';
import { isFault, scan } from '../../src/fhir/json.ts';
import { acceptsJson, acceptsResource, parseMediaType } from '../../src/fhir/media-type.ts';
import { parseInteraction } from '../../src/fhir/parse.ts';
import { readConditional, readEmergency, readHeaders, readPrefer, refusedHeader } from '../../src/fhir/parse-headers.ts';
import { printAsk } from '../../src/fhir/print-ask.ts';
import { printJson } from '../../src/fhir/print-json.ts';
import { parseProjection } from '../../src/fhir/project.ts';
import { parseReference } from '../../src/fhir/reference.ts';
import { splitToken, splitValues, unescapeValue, withPlus } from '../../src/fhir/search-value.ts';
import { parsePairs, parseTarget, printPair } from '../../src/fhir/url.ts';
import { acceptsGzip } from '../../src/shell/accepts-gzip.ts';

const header = (name: string, value: string) => {
  const headers = readHeaders([name, value]);
  if (!headers.ok) throw new Error(headers.refusal.code);
  return headers.value;
};
const print = (text: string): void => {
  const doc = scan(text);
  if (!isFault(doc)) printJson(doc, 0);
};
const searchOf = (type: string, query: string): void => { parseInteraction({ method: 'GET', target: `/fhir/${type}?${query}`, headers: [], body: undefined }, { ...parseSettings, maxParams: 1_000_000 }); };
const search = (query: string): void => { searchOf('Observation', query); };
const everything: readonly Include[] = [false, true].flatMap((reverse) => [false, true].map((iterate) => ({ reverse, iterate, source: '*', name: '*' }) as const));

// Ten times what any limit lets in; where time grew with the square of the length, each would take minutes.
const n = 400_000;
const long = (piece: string): string => piece.repeat(Math.ceil(n / piece.length));

const longAsk = (() => {
  const parsed = parseInteraction({ method: 'GET', target: `/fhir/Observation?code=${long('a,')}a`, headers: [], body: undefined }, parseSettings);
  if (!parsed.ok) throw new Error(parsed.refusal.code);
  return parsed.value;
})();

const attacks: readonly { readonly name: string; readonly run: () => void }[] = [
  { name: 'a target of many segments', run: () => { parseTarget(`/fhir/${long('a/')}`, '/fhir'); } },
  { name: 'a target of percent signs', run: () => { parseTarget(`/fhir/${long('%41')}`, '/fhir'); } },
  { name: 'a name of many modifiers', run: () => { parsePairs(`${long('a:a')}!`, 10); } },
  { name: 'a name of many chains', run: () => { parsePairs(`${long('a.a:b')}!`, 10); } },
  { name: 'a name of nested reverse chains', run: () => { parsePairs(`_has${long(':_has:A')}!`, 10); } },
  { name: 'a name of hyphens', run: () => { parsePairs(`a${long('-')}!`, 10); } },
  { name: 'many pairs', run: () => { parsePairs(long('a=1&'), n); } },
  { name: 'many pairs of a search', run: () => { search(long('status=final&')); } },
  { name: 'a value to print', run: () => { printPair('a', long("'(ü")); } },
  { name: 'many alternatives', run: () => { search(`code=${long('a,')}a`); } },
  { name: 'many alternatives of references', run: () => { search(`subject=${long('Patient/A,')}Patient/A`); } },
  { name: 'a composite of many parts', run: () => { search(`code-value-quantity=${long('a$')}1`); } },
  { name: 'escapes', run: () => { splitValues(long('\\,')); unescapeValue(long('\\\\,')); } },
  { name: 'a token of escapes without a bar', run: () => { splitToken(long('\\|')); splitToken(`${long('\\')}a`); } },
  { name: 'a token without a bar', run: () => { splitToken(long('a')); } },
  { name: 'a number of digits', run: () => { search(`value-quantity=${long('1')}x`); search(`value-quantity=1.${long('1')}e`); } },
  { name: 'a date of fractions and spaces', run: () => { search(`date=2024-01-01T00:00:00.${long('1')}x`); withPlus(long(' 00:0')); } },
  { name: 'an order of many keys', run: () => { search(`_sort=${long('date,')}date`); } },
  { name: 'a reference of slashes', run: () => { parseReference(`Patient/${long('/')}`, parseSettings.bases); } },
  { name: 'a reference of a long scheme', run: () => { parseReference(long('a+.'), parseSettings.bases); } },
  { name: 'chains over references to anything', run: () => { for (const end of ['_id', '_tag', '_profile', '_security', 'nothing']) searchOf('Basic', Array.from({ length: 99 }, (_, index) => `subject.${'subject.'.repeat(index % 4)}${end}=`).join('&')); } },
  { name: 'includes of everything', run: () => { search('_include=*&_revinclude=*&'.repeat(10)); } },
  { name: 'a link back to a long ask', run: () => { const { interaction } = longAsk; printAsk(interaction); carriedAsk(interaction); } },
  { name: 'what an include of everything stands for', run: () => { planIncludes('Patient', everything, new Map(), [], parseSettings.bases); } },
  { name: 'a media type of parameters', run: () => { parseMediaType(`a/b${long('; a=b')}`); parseMediaType(`a/b; a="${long('b')}`); } },
  { name: 'a media type of spaces', run: () => { parseMediaType(`a/b;${long(' ')}x`); } },
  { name: 'many ranges in Accept', run: () => { acceptsJson(long('a/b;q=0.1,')); acceptsResource(long('; q ; q ')); acceptsJson(`a;${long(' ')}q`); } },
  { name: 'many wishes', run: () => { readPrefer(header('prefer', long('return   '))); refusedHeader(header('prefer', long('respond-async!'))); readPrefer(header('prefer', long(' , '))); } },
  { name: 'many entity tags', run: () => { for (const list of [long('"a",'), `${long(' ')}x`, `"${long('a')}`, long(','), `"a"${long(' \t')}x`]) readConditional(header('if-none-match', list)); } },
  { name: 'many codings', run: () => { for (const list of [long('gzip;q=0,'), `gzip;${long(' ')}x`, `gzip;q=${long('1')}x`, long(';')]) acceptsGzip(list); } },
  { name: 'a projection of many names', run: () => { parseProjection({ elements: long('a.b,') }); parseProjection({ elements: `${long('a.')}1` }); parseProjection({ summary: long(' ') }); } },
  { name: 'a long emergency', run: () => { readEmergency(header('x-break-glass', long('%F0%9F%9A%91'))); } },
  { name: 'many headers', run: () => { readHeaders(Array.from({ length: 20_000 }, (_, index) => `h${index >> 1}`)); } },
  { name: 'deep JSON', run: () => { scan(long('[')); } },
  { name: 'JSON of many members', run: () => { scan(`{${Array.from({ length: n / 10 }, (_, index) => `"m${index}":1`).join(',')}}`); } },
  { name: 'JSON of many members as long as each other', run: () => { scan(`{${Array.from({ length: n / 10 }, (_, index) => `"${String(index).padStart(8, '0')}":1`).join(',')}}`); } },
  { name: 'JSON of many objects of few members', run: () => { scan(`[${long('{"a":1,"b":2,"c":3},')}1]`); } },
  { name: 'JSON of long names that differ at their end', run: () => { scan(`{${Array.from({ length: 24 }, (_, index) => `"${long('a').slice(0, n / 24)}${index + 10}":1`).join(',')}}`); } },
  { name: 'JSON of a long string, of escapes, of digits', run: () => { scan(`"${long('a')}"`); scan(`"${long('\\u0041')}"`); scan(long('1')); } },
  { name: 'a readable print of names of spaces', run: () => { print(`{"${long(' ')}x":1}`); } },
  { name: 'a readable print of white space', run: () => { print(`{"a"${long(' ')}:${long(' ')}1}`); } },
  { name: 'a readable print of many values', run: () => { print(`[${long('1,')}1]`); } },
];

describe('no request costs more than its length', () => {
  for (const { name, run } of attacks) {
    it(name, () => {
      const start = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(start);
      assert.ok(user + system < 2_000_000, `${(user + system) / 1000} ms`);
    });
  }
});
