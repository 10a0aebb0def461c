import { firstOf, kindOf, memberOf, nextOf, stringMember } from './json.ts';
import type { JsonDocument, JsonNode } from './json.ts';

/**
 * Which elements of a resource: steps of JSON member names from the resource down, each kept to where a string member has a value; and
 * the one type that a reference there must name to count (FHIRPath's `.where(resolve() is Patient)`). No steps are the resource itself.
 */
export type ElementPath = { readonly steps: readonly PathStep[]; readonly target?: string };

/** One member name, and which of the objects found there count. */
export type PathStep = { readonly name: string; readonly where?: { readonly name: string; readonly value: string } };

// `name`, `name[member=value]`: the value may hold dots, so a path is not split at them.
const stepPattern = /([A-Za-z]\w*)(?:\[([A-Za-z]\w*)=([^\]]+)\])?(?:\.(?=.)|$)/y;
const targetPattern = /->([A-Z][A-Za-z]+)$/;

const parseSteps = (text: string): readonly PathStep[] => {
  const steps: PathStep[] = [];
  for (let at = 0; at < text.length; at = stepPattern.lastIndex) {
    stepPattern.lastIndex = at;
    const match = stepPattern.exec(text);
    if (match === null) throw new Error(`\`${text}\` is not an element path`);
    const [, name = '', member, value] = match;
    steps.push(member === undefined || value === undefined ? { name } : { name, where: { name: member, value } });
  }
  return steps;
};

/** Reads `component.code`, `telecom[system=phone]` or `participant.actor->Patient`; throws on anything else, as paths come from tables only. */
export const parsePath = (text: string): ElementPath => {
  const target = targetPattern.exec(text);
  if (target?.[1] === undefined) return { steps: parseSteps(text) };
  return { steps: parseSteps(text.slice(0, target.index)), target: target[1] };
};

const holds = (doc: JsonDocument, node: JsonNode, step: PathStep | undefined): boolean =>
  step?.where === undefined || stringMember(doc, node, step.where.name) === step.where.value;

const collect = (doc: JsonDocument, node: JsonNode, steps: readonly PathStep[], depth: number, found: JsonNode[]): void => {
  if (node < 0) return;
  if (kindOf(doc, node) === 'array') {
    for (let child = firstOf(doc, node); child >= 0; child = nextOf(doc, node, child)) collect(doc, child, steps, depth, found);
    return;
  }
  if (!holds(doc, node, steps[depth - 1])) return;
  const step = steps[depth];
  if (step === undefined) found.push(node);
  else collect(doc, memberOf(doc, node, step.name), steps, depth + 1, found);
};

/**
 * The nodes that a path selects below `node`, in document order, arrays flattened at each step. Of a path with a target these are the
 * references to any type: telling them apart is up to the caller, who parses references.
 */
export const selectNodes = (doc: JsonDocument, node: JsonNode, path: ElementPath): readonly JsonNode[] => {
  const found: JsonNode[] = [];
  collect(doc, node, path.steps, 0, found);
  return found;
};
