import { createHmac } from 'node:crypto';

// A study's patients and more; what is forgotten is made again, the same.
const mostKept = 100_000;

/** What patients are called under masks with pseudonyms: HMAC-SHA256 of the id under a key and a label of its own, as a FHIR id; remembered, as each page asks for the same ones. */
export const makeMaskPseudonym = (key: Buffer): ((patient: string) => string) => {
  const made = new Map<string, string>();
  return (patient) => {
    const known = made.get(patient);
    if (known !== undefined) return known;
    const name = `p-${createHmac('sha256', key).update(`mask\n${patient}`).digest('hex').slice(0, 40)}`;
    if (made.size >= mostKept) made.clear();
    made.set(patient, name);
    return name;
  };
};
