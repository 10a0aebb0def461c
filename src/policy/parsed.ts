import type { Fault } from './problem.ts';

/** What a cell means, or everything that is wrong with it. */
export type Parsed<T> = { readonly value: T } | { readonly faults: readonly Fault[] };

/** A cell with one thing wrong. */
export const faulty = (fault: Fault): { readonly faults: readonly Fault[] } => ({ faults: [fault] });
