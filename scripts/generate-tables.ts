import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { printTables } from './tables/print-tables.ts';

// Writes the generated tables of src/fhir; with `--check` only says which differ from what is there, and then ends with status 1.

const folder = path.resolve(import.meta.dirname, '../src/fhir');
const check = process.argv.includes('--check');

const present = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

for (const [name, text] of printTables()) {
  const file = path.join(folder, name);
  if (present(file) === text) continue;
  if (check) {
    console.error(`\`src/fhir/${name}\` is not what the definitions give: run \`npm run generate\``);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(`wrote src/fhir/${name}`);
  }
}
