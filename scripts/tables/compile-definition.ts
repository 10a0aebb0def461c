import { compileExpression, indexable, type CompiledPath } from '../../src/fhir/compile-expression.ts';
import type { SearchParamKind } from '../../src/fhir/search-param.ts';
import type { ElementIndex, JsonElement } from './element-index.ts';

/**
 * As compileExpression, with what the kind can index for an uncast choice; throws where an expression names what the definitions do not
 * have: then they contradict themselves.
 */
export const compileDefinition = (index: ElementIndex, type: string, kind: SearchParamKind, expression: string): readonly CompiledPath<JsonElement>[] | 'opaque' => {
  const compiled = compileExpression(index, type, indexable[kind], expression);
  if (compiled === 'absent') throw new Error(`\`${expression}\` selects no element of ${type}`);
  return compiled;
};
