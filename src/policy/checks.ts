import { checkDenies } from './check-denies.ts';
import { checkDuplicates } from './check-duplicates.ts';
import { checkFiles } from './check-files.ts';
import { checkGrantsNothing } from './check-grants-nothing.ts';
import { checkHierarchy } from './check-hierarchy.ts';
import { checkMaskOnWrite } from './check-mask-on-write.ts';
import { checkMaskPaths } from './check-mask-paths.ts';
import { checkMasks } from './check-masks.ts';
import { checkModel } from './check-model.ts';
import { checkPatchDenied } from './check-patch-denied.ts';
import { checkRoleNames } from './check-role-names.ts';
import { checkSelfGrant } from './check-self-grant.ts';
import { checkShadowed } from './check-shadowed.ts';
import { checkTerms } from './check-terms.ts';
import { checkUnreachable } from './check-unreachable.ts';
import type { Check } from './draft.ts';

/** Every check of a whole directory, after its lines and cells were read: errors first, then warnings. */
export const checks: readonly Check[] = [
  checkFiles, //         docs/policy.md, "Files"
  checkModel, //         docs/policy.md, "model.conf"; A-228
  checkHierarchy, //     docs/decisions.md, 17; A-234
  checkDenies, //        docs/policy.md, "Effect"
  checkMasks, //         docs/policy.md, "Masks"
  checkMaskPaths,
  checkSelfGrant, //     docs/policy.md, "Reach"; docs/decisions.md, 12; A-153
  checkDuplicates, //    docs/policy.md, "Warnings", as all that follow
  checkShadowed,
  checkUnreachable,
  checkRoleNames,
  checkPatchDenied,
  checkGrantsNothing, // docs/deciding.md, "Grants"; docs/decisions.md, 12
  checkTerms, //         docs/policy.md, "Terms"
  checkMaskOnWrite, //   docs/deciding.md, "What each kind of request does with it", update
];
