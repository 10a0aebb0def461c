const longest = 60;

const escaped = (char: string): string => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;

/** Input as messages show it: in backticks, cut, and with nothing in it that a terminal would act on or that looks like another letter. */
export const quote = (text: string): string => {
  const shown = text.length > longest ? `${text.slice(0, longest)}...` : text;
  return `\`${shown.replace(/[^\x20-\x7e]|`/gu, escaped)}\``;
};
