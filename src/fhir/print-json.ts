import { firstOf, kindOf, nextOf, rawKeyOf, rawOf, type JsonDocument, type JsonNode } from './json.ts';

/** A value with line breaks and two spaces a level, for people to read (`_pretty`); every name, string and number keeps its own text. */
export const printJson = (doc: JsonDocument, node: JsonNode, indent = ''): string => {
  const kind = kindOf(doc, node);
  const first = firstOf(doc, node);
  if ((kind !== 'object' && kind !== 'array') || first < 0) return rawOf(doc, node);
  const deeper = `${indent}  `;
  const lines: string[] = [];
  for (let child = first; child >= 0; child = nextOf(doc, node, child)) {
    const name = kind === 'object' ? `${rawKeyOf(doc, child)}: ` : '';
    lines.push(`${deeper}${name}${printJson(doc, child, deeper)}`);
  }
  const [open, close] = kind === 'object' ? ['{', '}'] : ['[', ']'];
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
};
