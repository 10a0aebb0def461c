import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { printOwnership } from './tables/print-ownership.ts';
import { printTables } from './tables/print-tables.ts';

// Writes the generated tables of src/fhir and docs/ownership.md; with `--check` only says which differ from what is there, and then ends with status 1.

const root = path.resolve(import.meta.dirname, '..');
const check = process.argv.includes('--check');

const present = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

const files = [...[...printTables()].map(([name, text]) => [`src/fhir/${name}`, text] as const), ['docs/ownership.md', printOwnership()] as const];

for (const [name, text] of files) {
  const file = path.join(root, name);
  if (present(file) === text) continue;
  if (check) {
    console.error(`\`${name}\` is not what the definitions give: run \`npm run generate\``);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(`wrote ${name}`);
  }
}
