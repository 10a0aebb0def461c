const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

// Two slips at most, and fewer than half of the word: `read` is no slip of `write`.
const slips = (word: string): number => Math.min(2, Math.floor((word.length - 1) / 2));

// A hint is worth little work: a broken file may hold many thousand unknown names, and as many known ones.
const compared = 500;

/** A hint that names the known word that was most likely meant; none if no word is near. */
export const didYouMean = (word: string, known: Iterable<string>): { readonly hint?: string } => {
  const lower = word.toLowerCase();
  let best: { readonly text: string; readonly slips: number } | undefined;
  let left = compared;
  for (const text of known) {
    if (left === 0) break;
    left -= 1;
    if (Math.abs(text.length - word.length) > 2) continue;
    const found = distance(lower, text.toLowerCase());
    if (found <= slips(word) && (best === undefined || found < best.slips)) best = { text, slips: found };
  }
  return best === undefined ? {} : { hint: `did you mean \`${best.text}\`?` };
};
