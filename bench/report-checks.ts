import { parsing, type Cost } from './check-costs.ts';
import { spreadOf, type Spread } from './spread.ts';
import { shown, table } from './table.ts';

const ratioOf = (costs: readonly Cost[], step: string): Spread =>
  spreadOf(costs.filter((one) => one.step === step).flatMap(({ micros, round }) => costs.filter((one) => one.step === parsing && one.round === round).map((one) => micros / one.micros)));

const isCheck = (step: string): boolean => step.startsWith('check: ');

/** What checking costs beside parsing, as Markdown; `judged`: held against the target, which is issue 4's: checking a bundle of 100 entries costs less than parsing it. */
export const reportChecks = (costs: readonly Cost[], judged: boolean): string => {
  const steps = [...new Set(costs.map(({ step }) => step))];
  const rows = steps.map((step) => [step, shown(spreadOf(costs.filter((one) => one.step === step).map(({ micros }) => micros)), 0), shown(ratioOf(costs, step), 2)]);
  const verdicts = steps.filter((step) => judged && isCheck(step)).map((step) => {
    const { median } = ratioOf(costs, step);
    return `- ${step}: ${median.toFixed(2)}x of parsing, target less than 1x: ${median < 1 ? 'met' : 'missed'}`;
  });
  const costsTable = table(['searchset of 100 entries, 110 KB', 'CPU µs', 'ratio to parsing'], rows);
  return judged ? `${costsTable}\n\n${verdicts.join('\n')}` : costsTable;
};
