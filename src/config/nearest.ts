/** Levenshtein distance, two rows at a time. */
const distance = (from: string, to: string): number => {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line += 1) {
    const row = [line];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (from[line - 1] === to[column - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[column] ?? 0) + 1, (row[column - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[to.length] ?? 0;
};

/** The known name that a mistyped one probably meant: at most a third of its letters and three away, whatever their case; else nothing. */
export const nearest = (name: string, known: Iterable<string>): string | undefined => {
  if (name.length > 100) return undefined;
  const [best] = [...known]
    .map((candidate) => ({ candidate, away: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, away }) => away <= Math.min(3, Math.ceil(candidate.length / 3)))
    .sort((one, other) => one.away - other.away);
  return best?.candidate;
};
