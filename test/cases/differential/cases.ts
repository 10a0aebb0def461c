import type { DifferentialCase } from '../../support/differential-run.ts';

/** What the differential test once found, each with its nearest permitted neighbour. */
export const differentialCases: readonly DifferentialCase[] = [];
