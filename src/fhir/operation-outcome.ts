/** Prints an OperationOutcome of one issue: fixed words, and where in the request it lies (R4 operationoutcome). */
export const printOutcome = (severity: 'error' | 'information', code: string, text: string, at?: string): string =>
  JSON.stringify({
    resourceType: 'OperationOutcome',
    issue: [{ severity, code, details: { text }, ...(at === undefined ? {} : { expression: [at] }) }],
  });
