import type { Action, ScopeLetter } from '../fhir/interaction-table.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import type { Principal } from './principal.ts';
import type { ScopeClause } from './scope.ts';

/** The scopes that cover one ask; the fhirUser's own covers its read alone (deciding.md, "Grants"). */
export const coveringScopes = (principal: Principal, type: ResourceType, action: Action, letter: ScopeLetter): readonly ScopeClause[] =>
  principal.scopes.filter(
    (clause) => (clause.type === '*' || clause.type === type) && clause.letters.has(letter) && (clause.ownOnly !== true || action === 'read'),
  );
