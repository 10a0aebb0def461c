import { readSync } from 'node:fs';

/** One line of a file: its bytes without the newline, valid until the next one is asked for. Only the last may lack its newline (`whole`). */
export type Line = { readonly bytes: Buffer; readonly whole: boolean };

const chunk = 1 << 20;
const longest = 1 << 26;

/** Reads an open file line by line in constant memory; a line over 64 MB is an error. */
export function* linesOf(fd: number): Generator<Line, void, undefined> {
  let buffer = Buffer.allocUnsafe(chunk);
  let held = 0;
  for (;;) {
    if (held === buffer.length) {
      if (held >= longest) throw new Error(`a line is longer than ${longest} bytes`);
      buffer = Buffer.concat([buffer], buffer.length * 2);
    }
    const read = readSync(fd, buffer, held, buffer.length - held, null);
    if (read === 0) break;
    const bytes = buffer.subarray(0, held + read);
    let start = 0;
    for (let stop = bytes.indexOf(10, held); stop >= 0; stop = bytes.indexOf(10, start)) {
      yield { bytes: bytes.subarray(start, stop), whole: true };
      start = stop + 1;
    }
    held = bytes.length - start;
    bytes.copyWithin(0, start);
  }
  if (held > 0) yield { bytes: buffer.subarray(0, held), whole: false };
}
