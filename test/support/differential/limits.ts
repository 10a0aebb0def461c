/** Where the answer may be one of two: each with its reason, and named where it is allowed. Everything else has to be exact. */
export const limits = {
  'own-beside-others':
    'The caller\'s own resource of an owned type (say a Person, under a `self` row) that belongs to nobody whom they reach: a search that names patients is narrowed to these, so it may not be found (docs/deciding.md). It can be read by its id.',
  'alias-in-joins':
    'A reference under an alias of the backend is followed by the gateway\'s own steps, and not by the backend where a join or an include is left to it (docs/hapi-notes.md: HAPI follows what is relative).',
  'unclear-owner':
    'An owner element such as `Patient/A/_history/1` names nobody, while the backend finds it for A: what narrowing brings in so and the check drops counts as a breach, and takes the total away (docs/ownership.md).',
  'odd-references':
    'What the backend includes by a reference to a type that the element may not refer to (`subject: Practitioner/77`) is left out, and counts as a breach of it.',
  'far-iterations':
    'An `:iterate` goes on for six rounds; what is farther may be left out (R4 search section 3.1.1.5.4 lets a server stop).',
  'costly-joins':
    'A chain that says no type stands for every type that the reference may lead to, at each step: over 500 in one search are 400 `too-costly` (deciding.md, "a join over its limit").',
  'costly-includes':
    'An include of every parameter (`*`) that brings more than 1,000 resources to a page, or takes more than 300 searches, is 400 `too-costly` (A-101).',
  'closed-joins':
    'A join over Provenance or Binary, for who is confined: a search of these has to name what they belong to, which a join does not, so it is refused with 403 (deciding.md, rows `_has` and Provenance).',
  'vain-emergency-rows':
    'A caller with a declaration, where it opens nothing, and with rows for emergencies that would reach nobody: 400 or 403.',
  'own-comes-last':
    'A search that finds the caller\'s own resource besides what they reach is two searches at the backend, one after the other: the own one comes last, whatever the order is.',
} as const;
