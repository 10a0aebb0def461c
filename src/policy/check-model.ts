import { checkByteOrderMark } from './check-text.ts';
import type { Check } from './draft.ts';
import { problemAt, type Problem } from './problem.ts';
import { quote } from './quote.ts';

/** The one model (docs/policy.md, "model.conf"). Casbin finds the effect only in a last column called `eft`: under another name a deny row permits. */
export const model = `[request_definition]
r = sub, obj, act

[policy_definition]
p = sub, obj, act, reach, terms, eft

[role_definition]
g = _, _
g2 = _, _
g3 = _, _

[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))

[matchers]
m = g(r.sub, p.sub) && (p.obj == "*" || r.obj == p.obj || g2(r.obj, p.obj)) && (p.act == "*" || r.act == p.act || g3(r.act, p.act))
`;

type ModelLine = { readonly number: number; readonly column: number; readonly text: string; readonly tokens: string };

// White space counts between words and inside quotes, and nowhere else: `so me` is not `some`.
const tokensOf = (line: string): string => (line.match(/\w+|"[^"]*"|&&|\|\||==|[^\s]/gu) ?? []).join(' ');

const linesOf = (text: string): readonly ModelLine[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ number: index + 1, column: line.search(/\S/) + 1, text: line.trim(), tokens: tokensOf(line) }))
    .filter(({ tokens }) => tokens !== '');

const expected = linesOf(model);

const keyOf = ({ tokens }: ModelLine): string => tokens.split(' ', 1).join('');

const strange = (line: ModelLine): Problem => {
  const meant = expected.find((each) => keyOf(each) === keyOf(line) && !line.tokens.startsWith('['));
  const hint = meant === undefined ? 'model.conf holds exactly the lines that docs/policy.md shows, and no comments' : `the line is: ${meant.text}`;
  return problemAt({ file: 'model.conf', line: line.number, column: line.column }, { code: 'model-differs', message: `${quote(line.text)} is not the model`, hint });
};

const absent = (line: ModelLine, last: number): Problem =>
  problemAt({ file: 'model.conf', line: last, column: 1 }, { code: 'model-differs', message: 'a line of the model is missing', hint: `the line is: ${line.text}` });

/** model.conf against the one model, white space aside; every line that differs is reported. */
export const checkModel: Check = ({ files }) => {
  const text = files.get('model.conf');
  if (text === undefined) return [];
  const lines = linesOf(text);
  const known = new Set(expected.map(({ tokens }) => tokens));
  const written = new Set(lines.map(({ tokens }) => tokens));
  const keys = new Set(lines.filter(({ tokens }) => !tokens.startsWith('[')).map(keyOf));
  const last = lines.at(-1)?.number ?? 1;
  const found = [
    ...checkByteOrderMark('model.conf', text),
    ...lines.filter(({ tokens }) => !known.has(tokens)).map(strange),
    ...expected.filter((line) => !written.has(line.tokens) && !keys.has(keyOf(line))).map((line) => absent(line, last)),
  ];
  const moved = lines.find(({ tokens }, index) => tokens !== expected[index]?.tokens);
  if (found.length > 0 || moved === undefined) return found;
  return [
    problemAt(
      { file: 'model.conf', line: moved.number, column: moved.column },
      { code: 'model-differs', message: `${quote(moved.text)} stands twice or in another place than in the model`, hint: 'the order of the lines is that of docs/policy.md' },
    ),
  ];
};
