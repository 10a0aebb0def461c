/** One change to a text: what stands from `start` to `end` is replaced; nothing stands between if they are equal. */
export type Edit = { readonly start: number; readonly end: number; readonly text: string };

/** Makes changes that do not overlap, in any order; those at one place come out in the order given, and every other byte stays. */
export const editText = (text: string, edits: readonly Edit[]): string => {
  let out = '';
  let from = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    out += text.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return out + text.slice(from);
};
