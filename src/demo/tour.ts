import { clinicians } from './steps/clinicians.ts';
import { others } from './steps/others.ts';
import { patients } from './steps/patients.ts';
import { researchers } from './steps/researchers.ts';
import { staff } from './steps/staff.ts';
import type { Step } from './tour-step.ts';

/** The tour of the demo: each persona with something permitted and something refused beside it, and what has to come of it under policies/. */
export const tour: readonly Step[] = [...patients, ...clinicians, ...staff, ...researchers, ...others];
