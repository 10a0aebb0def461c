import type { KeyObject } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readKey } from './trust-in.ts';
import { isNodeFolder, nodeIn, verifyNode, voucherOf } from './verify-node.ts';
import type { NodeReport, Voucher } from './verify-node.ts';

/** Where a command writes: results to stdout, diagnostics to stderr. */
type Output = { readonly stdout: (text: string) => void; readonly stderr: (text: string) => void };

const usage = `usage: wardgate audit verify DIR [--key PEMFILE] [--anchor FILE ...] [--format text|json]

Says how far the audit log below DIR holds: each node's chain, its signatures, and its gaps. DIR may be one node's own folder.

  --key PEMFILE      the checkpoints must be signed with this public key (may be repeated)
  --anchor FILE      checkpoints that were kept elsewhere, one a line, must stand in the log (may be repeated)
  --format FORMAT    text (default) or json
  --help             show this text

Exit status: 0 the log holds; 1 something in it is broken or missing; 2 usage, or a directory, key or file cannot be read.
`;

type Options = { readonly directory: string; readonly keys: readonly string[]; readonly anchors: readonly string[]; readonly format: 'text' | 'json' };

const readOptions = (args: readonly string[]): Options | 'help' | { readonly wrong: string } => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        key: { type: 'string', multiple: true, default: [] },
        anchor: { type: 'string', multiple: true, default: [] },
        format: { type: 'string', default: 'text' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [directory, ...more] = positionals;
    if (values.help) return 'help';
    if (directory === undefined) return { wrong: 'the audit directory is missing' };
    // `DIR --anchor a b c`, as a shell makes it of `--anchor kept/*`.
    if (more.length > 0 && values.anchor.length === 0) return { wrong: `one audit directory is verified at a time, not ${positionals.length}` };
    if (values.format !== 'text' && values.format !== 'json') return { wrong: `\`${values.format}\` is no format; there are \`text\` and \`json\`` };
    return { directory, keys: values.key, anchors: [...values.anchor, ...more], format: values.format };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : 'the arguments are malformed' };
  }
};

const readPin = (file: string): readonly [string, KeyObject] => {
  const pem = fs.readFileSync(file);
  try {
    const { id, key } = readKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return [id, key];
  } catch {
    // Said below, without the contents.
  }
  throw new Error(`\`${file}\` does not hold an Ed25519 public key in PEM`);
};

const readAnchors = (file: string): readonly Voucher[] => {
  const lines = fs.readFileSync(file, 'utf8').split('\n').filter((line) => line !== '');
  const vouchers = lines.map((line, index) => voucherOf(line, `${file}:${index + 1}`));
  const wrong = vouchers.findIndex((voucher) => voucher === undefined);
  if (lines.length === 0 || wrong >= 0) throw new Error(`\`${file}:${wrong + 1 || 1}\` is not a checkpoint`);
  return vouchers.filter((voucher) => voucher !== undefined);
};

type Folder = { readonly folder: string; /** The node whose log it must be. */ readonly node?: string; /** The folder's place says so. */ readonly placed: boolean };

const foldersIn = (directory: string): readonly Folder[] => {
  if (isNodeFolder(directory)) {
    const node = nodeIn(directory);
    return [{ folder: directory, placed: false, ...(node === undefined ? {} : { node }) }];
  }
  const names = fs.readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
  const folders = names.map((node) => ({ folder: path.join(directory, node), node, placed: true })).filter(({ folder }) => isNodeFolder(folder));
  if (folders.length === 0) throw new Error(`no audit log lies in \`${directory}\``);
  return folders;
};

const verifyFolder = ({ folder, node }: Folder, pinned: ReadonlyMap<string, KeyObject>, anchors: readonly Voucher[]): NodeReport => {
  const report = verifyNode(folder, pinned, anchors.filter((anchor) => node === undefined || anchor.node === node));
  if (report.finding !== undefined || node === undefined || (report.node ?? node) === node) return report;
  return { ...report, finding: { code: 'foreign-node', at: folder, text: `the log in this folder is of node \`${report.node}\`` } };
};

/** Anchors of a node that has no log here: all of it is missing, unless a single node's folder was asked for. */
const missingNodes = (directory: string, folders: readonly Folder[], anchors: readonly Voucher[]): readonly NodeReport[] => {
  const foreign = anchors.filter(({ node }) => folders.every((folder) => folder.node !== undefined && folder.node !== node));
  if (folders.some(({ placed }) => !placed)) {
    if (foreign.length > 0 && foreign.length === anchors.length) throw new Error(`none of the anchors is of the node whose log lies in \`${directory}\``);
    return [];
  }
  return [...new Map(foreign.map((anchor) => [anchor.node, anchor]))].map(([node, { seq, from }]) => {
    const folder = path.join(directory, node);
    return { folder, node, segments: 0, finding: { code: 'ends-early', at: folder, text: `the log of node \`${node}\` is missing, of which \`${from}\` holds record ${seq}` } };
  });
};

const verifyAll = ({ directory, keys, anchors: files }: Options): readonly NodeReport[] => {
  const pinned = new Map(keys.map(readPin));
  const anchors = files.flatMap(readAnchors);
  const folders = foldersIn(directory);
  return [...folders.map((folder) => verifyFolder(folder, pinned, anchors)), ...missingNodes(directory, folders, anchors)];
};

// What a terminal would act on must not come from a log that is being judged.
const harmless = (text: string): string => text.replace(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

const inText = ({ folder, node, segments, last, checkpoint, torn, finding }: NodeReport): string => {
  const reach = last === undefined ? 'no record' : `records 1 to ${last.seq}`;
  const after = (last?.seq ?? 0) - (checkpoint?.seq ?? 0);
  return [
    finding === undefined ? `${folder}: holds: ${reach} in ${segments} ${segments === 1 ? 'segment' : 'segments'}` : `${folder}: BROKEN: holds for ${reach}, then`,
    ...(finding === undefined ? [] : [`  ${finding.at}: ${finding.code}: ${finding.text}`]),
    ...(torn === undefined ? [] : [`  ${torn.at}: ends in a torn line of ${torn.bytes} bytes`]),
    ...(last === undefined ? [] : [`  head: ${last.sha256}, of record ${last.seq} of node \`${node}\`, ${last.time}`]),
    checkpoint === undefined
      ? '  last checkpoint: none'
      : `  last checkpoint: record ${checkpoint.seq}, ${checkpoint.time}, head ${checkpoint.head}, key ${checkpoint.key}; ${after} records after it`,
  ].join('\n') + '\n';
};

const inJson = (reports: readonly NodeReport[]): string =>
  `${JSON.stringify({ holds: reports.every(({ finding }) => finding === undefined), nodes: reports.map((report) => ({ ...report, holds: report.finding === undefined })) }, null, 2)}\n`;

/** `audit verify`: follows the chain of every node below a directory; gives the exit status (docs/audit.md). */
export const auditVerify = (args: readonly string[], { stdout, stderr }: Output): Promise<number> => {
  const options = readOptions(args);
  if (options === 'help') {
    stdout(usage);
    return Promise.resolve(0);
  }
  if ('wrong' in options) {
    stderr(`wardgate audit verify: ${harmless(options.wrong)}\n\n${usage}`);
    return Promise.resolve(2);
  }
  try {
    const reports = verifyAll(options);
    stdout(harmless(options.format === 'json' ? inJson(reports) : reports.map(inText).join('')));
    return Promise.resolve(reports.every(({ finding }) => finding === undefined) ? 0 : 1);
  } catch (error) {
    stderr(`wardgate audit verify: ${harmless(error instanceof Error ? error.message : String(error))}\n`);
    return Promise.resolve(2);
  }
};
