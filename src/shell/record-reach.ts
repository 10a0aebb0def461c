import type { AuditLog } from '../audit/audit-log.ts';
import type { Ports } from '../ports.ts';

/** Decisions name a large set of patients by its hash; the set itself is recorded once per change. */
export const recordReach = (audit: AuditLog): Ports['recordReach'] => {
  const recorded = new Set<string>();
  return (hashed, patients) => {
    if (recorded.has(hashed)) return;
    audit.append({ kind: 'reach', sha256: hashed, patients });
    if (recorded.size > 10_000) recorded.clear();
    recorded.add(hashed);
  };
};
