import assert from 'node:assert/strict';
import fc from 'fast-check';
import { model } from '../../../src/policy/check-model.ts';
import { problemTable, type Problem, type ProblemCode } from '../../../src/policy/problem.ts';
import { readPolicy, type ReadPolicy } from '../../../src/policy/read-policy.ts';

const base = `g, role:doc, doctor
g, role:clerk, clerk
g2, Patient, clinical
g2, Observation, clinical
g3, read, view
g3, search, view
p, doctor, clinical, view, launch, , allow
`;
const baseMasks = `deidentified, Patient, name, remove
pseudonymous, Patient, id, pseudonym
`;

type Files = { readonly rows?: string; readonly masks?: string; readonly model?: string; readonly csv?: string };

const read = ({ rows = '', masks = '', model: modelText = model, csv = `${base}${rows}` }: Files): ReadPolicy =>
  readPolicy(
    [
      { name: 'model.conf', text: modelText },
      { name: 'policy.csv', text: csv },
      { name: 'masks.csv', text: `${baseMasks}${masks}` },
    ],
    (text) => `digest of ${text.length}`,
  );

const placed = ({ code, file, line, column }: Problem): string => `${code} ${file}:${line}:${column}`;

/** `rows` stand after the seven lines of `base`, `masks` after the two of `baseMasks`; `found` are all problems of `bad`; `good` has none of their codes. */
type Case = { readonly name: string; readonly bad: string | Files; readonly good: string | Files; readonly found: readonly string[] };

const chain = (length: number): string =>
  Array.from({ length }, (_, index) => `g, ${index === 0 ? 'role:deep' : `r${index}`}, r${index + 1}\n`).join('');

const tangle = (layers: number): string =>
  Array.from({ length: layers }, (_, layer) =>
    ['a', 'b', 'c'].flatMap((from) => ['a', 'b', 'c'].map((to) => `g, ${layer === 0 ? `role:${from}` : `${from}${layer}`}, ${to}${layer + 1}\n`)).join(''),
  ).join('');

const cases: readonly Case[] = [
  // Characters
  { name: 'a byte order mark', bad: { csv: `\uFEFF${base}` }, good: { csv: base }, found: ['byte-order-mark policy.csv:1:1'] },
  { name: 'a byte order mark in the model', bad: { model: `\uFEFF${model}` }, good: { model }, found: ['byte-order-mark model.conf:1:1'] },
  { name: 'a Cyrillic letter that looks like an O', bad: 'p, doctor, \u041ebservation, read, careteam, , allow', good: 'p, doctor, Observation, read, careteam, , allow', found: ['non-ascii policy.csv:8:12'] },
  { name: 'a no-break space', bad: 'p, doctor,\u00a0Observation, read, careteam, , allow', good: 'p, doctor, Observation, read, careteam, , allow', found: ['non-ascii policy.csv:8:11'] },
  { name: 'a control character', bad: 'p, doctor, Observ\u0008ation, read, careteam, , allow', good: 'p, doctor,\tObservation, read, careteam, , allow', found: ['control-character policy.csv:8:18'] },
  { name: 'a quoted cell (A-230)', bad: 'p, doctor, "Observation", read, careteam, , allow', good: 'p, doctor, Observation, read, careteam, , allow', found: ['quoted-cell policy.csv:8:12'] },
  { name: 'a comment in a row', bad: 'p, doctor, Observation, read, careteam, , allow # why', good: '# why\np, doctor, Observation, read, careteam, , allow', found: ['comment-in-row policy.csv:8:49'] },
  { name: 'a non-ASCII letter in a comment is nothing', bad: 'p, doctor, Obs\u00e9rvation, read, careteam, , allow', good: '# caf\u00e9', found: ['non-ascii policy.csv:8:15'] },
  // Lines
  { name: 'a kind of row that Casbin would ignore (A-228)', bad: 'p2, doctor, Observation, read, careteam, , allow', good: 'p, doctor, Observation, read, careteam, , allow', found: ['unknown-line-type policy.csv:8:1'] },
  { name: 'a kind of row in capitals', bad: 'P, doctor, Observation, read, careteam, , allow', good: 'p, doctor, Observation, read, careteam, , allow', found: ['unknown-line-type policy.csv:8:1'] },
  { name: 'a row named like an inherited member', bad: 'constructor, a, b', good: 'g, role:a, doctor', found: ['unknown-line-type policy.csv:8:1'] },
  { name: 'a missing effect (A-228)', bad: 'p, doctor, Observation, read, careteam, allow', good: 'p, doctor, Observation, read, careteam, , allow', found: ['column-count policy.csv:8:41'] },
  { name: 'a cell too many', bad: 'p, doctor, Observation, read, careteam, , allow, deny', good: 'p, doctor, Observation, read, careteam, , allow', found: ['column-count policy.csv:8:50'] },
  { name: 'a comma at the end', bad: 'g, role:nurse, doctor,', good: 'g, role:nurse, doctor', found: ['column-count policy.csv:8:23'] },
  { name: 'a domain in a grouping', bad: 'g, role:nurse, doctor, ward1', good: 'g, role:nurse, doctor', found: ['column-count policy.csv:8:24'] },
  // Cells
  { name: 'a blank subject (A-229)', bad: 'p, , Observation, read, careteam, , allow', good: 'p, doctor, Observation, read, careteam, , allow', found: ['blank-cell policy.csv:8:4'] },
  { name: 'a blank resource (A-229)', bad: 'p, doctor, , read, careteam, , allow', good: 'p, doctor, *, read, careteam, , allow', found: ['blank-cell policy.csv:8:12'] },
  { name: 'a blank reach', bad: 'p, doctor, Patient, read,,, deny', good: 'p, doctor, Observation, create, any,, deny', found: ['blank-cell policy.csv:8:26'] },
  { name: 'several actions in a cell', bad: 'p, doctor, Observation, read search, careteam, , allow', good: 'p, doctor, Observation, view, careteam, , allow', found: ['several-values policy.csv:8:25'] },
  { name: 'a role that no row gives', bad: 'p, docter, Observation, read, careteam, , allow', good: 'p, doctor, Observation, read, careteam, , allow', found: ['unknown-role policy.csv:8:4'] },
  { name: '`*` as a subject', bad: 'p, *, Observation, read, careteam, , allow', good: 'p, role:all, Observation, read, careteam, , allow', found: ['malformed-name policy.csv:8:4'] },
  { name: 'an unknown prefix', bad: 'p, roles:doc, Observation, read, careteam, , allow', good: 'p, role:doc, Observation, read, careteam, , allow', found: ['unknown-prefix policy.csv:8:4'] },
  { name: 'a prefix named like an inherited member', bad: 'g, constructor:x, doctor', good: 'g, client:x, doctor', found: ['unknown-prefix policy.csv:8:4'] },
  { name: 'a fhirUser of a type that none has', bad: 'g, fhirUser:Device, doctor', good: 'g, fhirUser:Practitioner, doctor', found: ['malformed-subject policy.csv:8:4'] },
  { name: 'a user without an id', bad: 'g, user:Practitioner, doctor', good: 'g, user:Practitioner/77, doctor', found: ['malformed-subject policy.csv:8:4'] },
  { name: 'a user whose id is no FHIR id', bad: 'g, user:Practitioner/a_b, doctor', good: 'g, user:Practitioner/a-b, doctor', found: ['malformed-subject policy.csv:8:4'] },
  { name: 'a role claim without a value', bad: 'g, role:, doctor', good: 'g, role:x, doctor', found: ['malformed-subject policy.csv:8:4'] },
  { name: 'a client with parentheses', bad: 'g, client:a(b), doctor', good: 'g, client:https://app.example.org/a, doctor', found: ['malformed-subject policy.csv:8:4'] },
  { name: 'a caller\u2019s subject as a role (A-232)', bad: 'g, role:nurse, role:doc', good: 'g, role:nurse, doctor', found: ['prefixed-role policy.csv:8:16'] },
  { name: 'an unknown type (A-228)', bad: 'p, doctor, Observations, read, careteam, , allow', good: 'p, doctor, Observation, read, careteam, , allow', found: ['unknown-type policy.csv:8:12'] },
  { name: 'a type in lower case', bad: 'p, doctor, observation, read, careteam, , allow', good: 'p, doctor, Observation, read, careteam, , allow', found: ['unknown-type policy.csv:8:12'] },
  { name: 'a pattern on types (A-227)', bad: 'p, doctor, Observation*, read, careteam, , allow', good: 'p, doctor, *, read, careteam, , allow', found: ['unknown-type policy.csv:8:12'] },
  { name: 'an unknown type in a group', bad: 'g2, Observations, clinical', good: 'g2, Condition, clinical', found: ['unknown-type policy.csv:8:5'] },
  { name: 'a group named like a type', bad: 'g2, Observation, Patient', good: 'g2, Observation, patients', found: ['reserved-name policy.csv:8:18'] },
  { name: 'a group named like an interaction', bad: 'g3, create, read', good: 'g3, create, write', found: ['reserved-name policy.csv:8:13'] },
  { name: 'a group named `*`', bad: 'g2, Observation, *', good: 'g2, Observation, all', found: ['malformed-name policy.csv:8:18'] },
  { name: 'an unknown interaction', bad: 'p, doctor, Observation, raed, careteam, , allow', good: 'p, doctor, Observation, read, careteam, , allow', found: ['unknown-action policy.csv:8:25'] },
  { name: 'an HTTP method as an action (A-236)', bad: 'p, doctor, Observation, GET, careteam, , allow', good: 'p, doctor, Observation, read, careteam, , allow', found: ['unknown-action policy.csv:8:25'] },
  { name: 'an operation without a name', bad: 'p, doctor, Patient, $, careteam, , allow', good: 'p, doctor, Patient, $everything, careteam, , allow', found: ['malformed-operation policy.csv:8:21'] },
  { name: 'an operation with a path', bad: 'g3, $every/thing, view', good: 'g3, $everything, view', found: ['malformed-operation policy.csv:8:5'] },
  { name: 'an unknown reach', bad: 'p, doctor, Observation, read, everyone, , allow', good: 'p, doctor, Observation, read, any, , allow', found: ['unknown-reach policy.csv:8:31'] },
  { name: 'a group that is not named', bad: 'p, doctor, Observation, read, group:, , allow', good: 'p, doctor, Observation, read, group:study1, , allow', found: ['malformed-reach policy.csv:8:31'] },
  { name: 'a group with a slash in its id', bad: 'p, doctor, Observation, read, group:Group/1, , allow', good: 'p, doctor, Observation, read, group:1, , allow', found: ['malformed-reach policy.csv:8:31'] },
  { name: 'an unknown term beside a malformed one', bad: 'p, doctor, Observation, read, any, strong max:0, allow', good: 'p, doctor, Observation, read, any, mfa max:1, allow', found: ['unknown-term policy.csv:8:36', 'malformed-term policy.csv:8:43'] },
  { name: 'a term with a value that it does not take', bad: 'p, doctor, Observation, read, any, mfa:yes, allow', good: 'p, doctor, Observation, read, any, mfa, allow', found: ['malformed-term policy.csv:8:36'] },
  { name: 'a window that is no duration', bad: 'p, doctor, Observation, read, any, window:abc, allow', good: 'p, doctor, Observation, read, any, window:P1Y6M, allow', found: ['malformed-term policy.csv:8:36'] },
  { name: 'a window with nothing after its T', bad: 'p, doctor, Observation, read, any, window:P1DT, allow', good: 'p, doctor, Observation, read, any, window:P1DT1H, allow', found: ['malformed-term policy.csv:8:36'] },
  { name: 'a window of no length', bad: 'p, doctor, Observation, read, any, window:P0D, allow', good: 'p, doctor, Observation, read, any, window:P90D, allow', found: ['malformed-term policy.csv:8:36'] },
  { name: 'a term that stands twice', bad: 'p, doctor, Observation, read, any, max:5 max:6, allow', good: 'p, doctor, Observation, read, any, break-glass max:6, allow', found: ['repeated-term policy.csv:8:42'] },
  { name: 'a misspelt effect (A-228)', bad: 'p, doctor, Observation, read, any, , denny', good: 'p, doctor, Observation, create, any, , deny', found: ['unknown-effect policy.csv:8:38'] },
  { name: 'an effect in capitals', bad: 'p, doctor, Observation, read, any, , Deny', good: 'p, doctor, Observation, create, any, , deny', found: ['unknown-effect policy.csv:8:38'] },
  { name: 'every cell of a row at once', bad: 'p, docter, Observatoin, raed, lunch, mfaa, denny', good: 'p, doctor, Observation, read, any, mfa, allow', found: ['unknown-role policy.csv:8:4', 'unknown-type policy.csv:8:12', 'unknown-action policy.csv:8:25', 'unknown-reach policy.csv:8:31', 'unknown-term policy.csv:8:38', 'unknown-effect policy.csv:8:44'] },
  // Rows
  { name: 'a deny row with a reach', bad: 'p, doctor, Observation, create, launch, , deny', good: 'p, doctor, Observation, create, any, , deny', found: ['deny-with-reach policy.csv:8:33'] },
  { name: 'a deny row with terms', bad: 'p, doctor, Observation, create, any, mfa, deny', good: 'p, doctor, Observation, create, any, , deny', found: ['deny-with-terms policy.csv:8:38'] },
  { name: 'a circle of roles (A-234)', bad: 'g, doctor, staff\ng, staff, doctor', good: 'g, doctor, staff', found: ['cycle policy.csv:8:4', 'cycle policy.csv:9:4'] },
  { name: 'a role that belongs to itself', bad: 'g, doctor, doctor', good: 'g, doctor, staff', found: ['cycle policy.csv:8:4'] },
  { name: 'a circle of resource groups', bad: 'g2, clinical, records\ng2, records, clinical', good: 'g2, clinical, records', found: ['cycle policy.csv:8:5', 'cycle policy.csv:9:5'] },
  { name: 'a chain of eleven links (A-234)', bad: chain(11), good: chain(10), found: ['role-depth policy.csv:8:4', 'role-without-members policy.csv:18:9'] },
  { name: 'more ways through roles than Casbin can try (A-234)', bad: tangle(9), good: tangle(7), found: ['role-tangle policy.csv:8:4', 'role-tangle policy.csv:11:4', 'role-tangle policy.csv:14:4'] },
  // Self-grant, A-153
  { name: 'a care team\u2019s member who may change care teams (A-153)', bad: 'p, doctor, Observation, read, careteam, , allow\np, doctor, CareTeam, update, launch, , allow', good: 'p, doctor, Observation, read, careteam, , allow\np, clerk, CareTeam, update, launch, , allow', found: ['self-grant policy.csv:9:12'] },
  { name: 'the same with everyone as reach', bad: 'p, doctor, Observation, read, careteam, , allow\np, doctor, CareTeam, update, any, , allow', good: 'p, doctor, Observation, read, careteam, , allow\np, doctor, CareTeam, update, any, mfa, allow', found: ['self-grant policy.csv:9:12'] },
  { name: 'the same by way of two roles of one caller', bad: 'g, doctor, staff\np, staff, Observation, read, careteam, , allow\np, doctor, CareTeam, *, launch, , allow', good: 'g, doctor, staff\np, staff, Observation, read, careteam, , allow\np, doctor, CareTeam, view, launch, , allow', found: ['self-grant policy.csv:10:12'] },
  { name: 'the same by the row\u2019s own reach', bad: 'p, doctor, CareTeam, create, careteam, , allow', good: 'p, doctor, CareTeam, read, careteam, , allow', found: ['self-grant policy.csv:8:12'] },
  { name: 'a study\u2019s viewer who may change groups', bad: 'p, doctor, Observation, read, group:s1, , allow\np, doctor, Group, patch, any, , allow', good: 'p, doctor, Observation, read, group:s1, , allow\np, doctor, Group, read, any, , allow', found: ['self-grant policy.csv:9:12'] },
  { name: 'a parent who may say whose parent one is', bad: 'p, doctor, Observation, read, self, , allow\np, doctor, RelatedPerson, create, self, , allow', good: 'p, doctor, Observation, read, self, , allow\np, doctor, RelatedPerson, read, self, , allow', found: ['self-grant policy.csv:9:12'] },
  { name: 'by a group the write is kept away, so nothing is granted (decision 12)', bad: 'p, doctor, CareTeam, create, careteam, , allow', good: 'g2, CareTeam, teams\np, doctor, teams, create, careteam, , allow', found: ['self-grant policy.csv:8:12'] },
  // Masks
  { name: 'a mask that masks.csv does not define', bad: 'p, doctor, Observation, read, any, mask:deidentifed, allow', good: 'p, doctor, Observation, read, any, mask:deidentified, allow', found: ['unknown-mask policy.csv:8:36'] },
  { name: 'pseudonyms for everyone', bad: 'p, doctor, Observation, read, any, mask:pseudonymous, allow', good: 'p, doctor, Observation, read, group:s1, mask:pseudonymous, allow', found: ['mask-needs-reach policy.csv:8:36'] },
  { name: 'a mask on a type that there is not', bad: { masks: 'm, Patience, name, remove' }, good: { masks: 'm, Patient, name, remove' }, found: ['unknown-type masks.csv:3:4'] },
  { name: 'a mask\u2019s path with a type in front', bad: { masks: 'm, Patient, Patient.name, remove' }, good: { masks: 'm, *, extension:http://example.org/x, keep' }, found: ['malformed-path masks.csv:3:13'] },
  { name: 'an unknown rule', bad: { masks: 'm, Patient, name, removed' }, good: { masks: 'm, Patient, address, keep:state country' }, found: ['unknown-rule masks.csv:3:19'] },
  { name: 'a pseudonym for what is no id', bad: { masks: 'm, Patient, name, pseudonym' }, good: { masks: 'm, Patient, id, pseudonym' }, found: ['unknown-rule masks.csv:3:19'] },
  { name: 'a misspelt element, which would mask nothing', bad: { masks: 'm, Patient, nane, remove' }, good: { masks: 'm, Patient, name, remove' }, found: ['unknown-path masks.csv:3:13'] },
  { name: 'a misspelt part of an element', bad: { masks: 'm, Patient, contact.telecon, remove' }, good: { masks: 'm, Patient, contact.telecom.value, remove' }, found: ['unknown-path masks.csv:3:21'] },
  { name: 'an element of another type', bad: { masks: 'm, Observation, birthDate, remove' }, good: { masks: 'm, *, birthDate, remove' }, found: ['unknown-path masks.csv:3:17'] },
  { name: 'an element that no type has', bad: { masks: 'm, *, birthdate, remove' }, good: { masks: 'm, *, subject.identifier.value, remove' }, found: ['unknown-path masks.csv:3:7'] },
  { name: 'a choice with a type that it has not', bad: { masks: 'm, Observation, valueAddress, remove' }, good: { masks: 'm, Observation, valueQuantity, remove\nm, Observation, value, remove' }, found: ['unknown-path masks.csv:3:17'] },
  { name: 'a path below a primitive', bad: { masks: 'm, Patient, birthDate.year, remove' }, good: { masks: 'm, Patient, birthDate, remove' }, found: ['unknown-path masks.csv:3:23'] },
  { name: 'an element named like an inherited member', bad: { masks: 'm, Patient, constructor, remove' }, good: { masks: 'm, Patient, contact, remove' }, found: ['unknown-path masks.csv:3:13'] },
  { name: 'a path into contained resources', bad: { masks: 'm, Patient, contained.id, remove' }, good: { masks: 'm, Patient, contained, remove' }, found: ['unknown-path masks.csv:3:23'] },
  { name: 'a path into what repeats an element', bad: { masks: 'm, Questionnaire, item.item.text, remove' }, good: { masks: 'm, Questionnaire, item.text, remove\nm, Questionnaire, item.item, remove' }, found: ['unknown-path masks.csv:3:19'] },
  { name: 'extensions by their element', bad: { masks: 'm, Patient, name.extension, remove' }, good: { masks: 'm, Patient, extension:http://example.org/x, remove' }, found: ['unknown-path masks.csv:3:13'] },
  { name: 'the year of an instant, which would be none', bad: { masks: 'm, Observation, issued, year' }, good: { masks: 'm, Patient, birthDate, year\nm, Encounter, period, year' }, found: ['unknown-rule masks.csv:3:25'] },
  { name: 'the year of a choice that may be no date', bad: { masks: 'm, Patient, deceased, year' }, good: { masks: 'm, Patient, deceasedDateTime, year' }, found: ['unknown-rule masks.csv:3:23'] },
  { name: 'the year of what is an instant in some type', bad: { masks: 'm, *, recorded, year' }, good: { masks: 'm, *, recordedDate, year' }, found: ['unknown-rule masks.csv:3:17'] },
  { name: 'a part that there is not', bad: { masks: 'm, Patient, address, keep:state county' }, good: { masks: 'm, Patient, address, keep:state country' }, found: ['unknown-rule masks.csv:3:33'] },
  { name: 'parts of a choice that may have none', bad: { masks: 'm, Observation, value, keep:unit' }, good: { masks: 'm, Observation, valueQuantity, keep:unit' }, found: ['unknown-rule masks.csv:3:24'] },
  { name: 'parts of a primitive', bad: { masks: 'm, Patient, birthDate, keep:year' }, good: { masks: 'm, Patient, name, keep:family' }, found: ['unknown-rule masks.csv:3:24'] },
  { name: 'an extension as a part', bad: { masks: 'm, Patient, name, keep:extension' }, good: { masks: 'm, Patient, name, keep:family' }, found: ['unknown-rule masks.csv:3:24'] },
  { name: '`keep` as if it hid everything else', bad: { masks: 'm, Patient, name, keep' }, good: { masks: 'm, Patient, name, only' }, found: ['unknown-rule masks.csv:3:19'] },
  { name: '`keep` on an Attachment as a whole', bad: { masks: 'm, Patient, photo, keep' }, good: { masks: 'm, Patient, photo.data, keep\nm, *, Attachment.url, keep\nm, Binary, data, keep' }, found: ['unknown-rule masks.csv:3:20'] },
  { name: '`only` on extensions', bad: { masks: 'm, *, extension:http://example.org/x, only' }, good: { masks: 'm, *, extension:http://example.org/x, keep' }, found: ['unknown-rule masks.csv:3:39'] },
  { name: 'a display that is kept', bad: { masks: 'm, *, Reference.display, keep' }, good: { masks: 'm, *, Reference.display, remove' }, found: ['unknown-rule masks.csv:3:26'] },
  { name: 'pseudonyms of what cannot be told one by one', bad: { masks: 'm, Practitioner, id, pseudonym' }, good: { masks: 'm, Patient, id, pseudonym' }, found: ['unknown-rule masks.csv:3:22'] },
  { name: 'pseudonyms for every type', bad: { masks: 'm, *, id, pseudonym' }, good: { masks: 'm, Patient, id, pseudonym' }, found: ['unknown-rule masks.csv:3:11'] },
  { name: 'a resource without its id', bad: { masks: 'm, Patient, id, remove' }, good: { masks: 'm, Patient, id, only' }, found: ['unknown-rule masks.csv:3:17'] },
  { name: 'a mask row without a rule', bad: { masks: 'm, Patient, name' }, good: { masks: 'm, Patient, name, remove' }, found: ['column-count masks.csv:3:13'] },
  // Warnings
  { name: 'a row that stands twice', bad: 'p, doctor, Observation, read, any, max:5 mfa, allow\np,doctor,Observation,read,any,mfa max:5,allow', good: 'p, doctor, Observation, read, any, mfa max:5, allow\np, doctor, Observation, search, any, mfa max:5, allow', found: ['duplicate-row policy.csv:9:1'] },
  { name: 'a grouping that stands twice', bad: 'g, role:doc, doctor', good: 'g, role:doctor, doctor', found: ['duplicate-row policy.csv:8:1'] },
  { name: 'a row that another covers by its groups', bad: 'p, doctor, Observation, read, launch, , allow', good: 'p, doctor, Observation, read, careteam, , allow', found: ['shadowed-row policy.csv:8:1'] },
  { name: 'a row that `any` of a higher role covers', bad: 'g, doctor, staff\np, staff, *, *, any, , allow', good: 'g, doctor, staff\np, staff, *, *, any, mfa, allow', found: ['shadowed-row policy.csv:7:1'] },
  { name: 'a row on stricter terms than another', bad: 'p, doctor, Observation, read, any, window:P1Y max:20, allow\np, doctor, Observation, read, any, max:10 mfa window:P1Y, allow', good: 'p, doctor, Observation, read, any, window:P1Y max:20, allow\np, doctor, Observation, read, any, window:P2Y max:10, allow', found: ['shadowed-row policy.csv:9:1'] },
  { name: 'a masked row beside the same without the mask', bad: 'p, doctor, Observation, read, self, mask:deidentified, allow\np, doctor, Observation, read, self, , allow', good: 'p, doctor, Observation, read, self, mask:deidentified, allow\np, doctor, Observation, read, any, mask:deidentified max:9, allow', found: ['shadowed-row policy.csv:8:1'] },
  { name: 'an operation is not covered by `*`', bad: 'p, clerk, Patient, *, any, , allow\np, clerk, Patient, read, any, , allow', good: 'p, clerk, Patient, *, any, , allow\np, clerk, Patient, $everything, any, , allow', found: ['shadowed-row policy.csv:9:1'] },
  { name: 'an operator type is not covered by `*` (decision 12)', bad: 'p, clerk, *, read, any, , allow\np, clerk, Patient, read, any, , allow', good: 'p, clerk, *, read, any, , allow\np, clerk, AuditEvent, read, any, , allow', found: ['shadowed-row policy.csv:9:1'] },
  { name: 'a write to a care team is not covered by `*` (decision 12)', bad: 'p, clerk, *, *, any, , allow\np, clerk, CareTeam, read, any, , allow', good: 'p, clerk, *, *, any, , allow\np, clerk, CareTeam, update, any, , allow', found: ['shadowed-row policy.csv:9:1'] },
  { name: 'a deny row that another covers', bad: 'p, clerk, *, *, any, , deny\np, clerk, Patient, read, any, , deny', good: 'p, doctor, *, create, any, , deny\np, clerk, Patient, read, any, , deny', found: ['shadowed-row policy.csv:9:1'] },
  { name: 'an allow row that a deny row covers', bad: 'p, doctor, *, search, any, , deny\np, doctor, Observation, search, any, , allow', good: 'p, doctor, *, search, any, , deny\np, doctor, Observation, view, any, , allow', found: ['unreachable-row policy.csv:9:1'] },
  { name: 'a read of the whole server', bad: 'p, doctor, System, read, any, , allow', good: 'p, doctor, System, history, any, , allow', found: ['unreachable-row policy.csv:8:1'] },
  { name: 'a role that only a role leads to', bad: 'g, nurse, staff', good: 'g, role:nurse, staff', found: ['role-without-members policy.csv:8:4', 'role-without-members policy.csv:8:11'] },
  { name: 'a role with the name of a group', bad: 'g, role:x, clinical', good: 'g, role:x, clinician', found: ['role-and-group policy.csv:8:12'] },
  { name: 'a deny row on update that leaves patch', bad: 'p, doctor, clinical, update, any, , deny', good: 'p, doctor, clinical, update, any, , deny\np, doctor, *, patch, any, , deny', found: ['patch-not-denied policy.csv:8:22'] },
  { name: 'the launch patient\u2019s organisations', bad: 'p, doctor, Organization, read, launch, , allow', good: 'p, doctor, Organization, read, any, , allow', found: ['reach-grants-nothing policy.csv:8:32'] },
  { name: 'the same by a group', bad: 'g2, Organization, clinical', good: 'g2, Condition, clinical', found: ['reach-grants-nothing policy.csv:7:28'] },
  { name: '`self` on a type that no fhirUser has', bad: 'p, doctor, Location, read, self, , allow', good: 'p, doctor, Practitioner, read, self, , allow', found: ['reach-grants-nothing policy.csv:8:28'] },
  { name: 'an operator type in a group of an allow row (decision 12)', bad: 'g2, AuditEvent, logs\np, clerk, logs, read, any, , allow', good: 'g2, AuditEvent, logs\np, clerk, logs, read, any, , deny', found: ['operator-in-group policy.csv:9:11'] },
  { name: 'the whole server in a group of an allow row', bad: 'g2, System, logs\np, clerk, logs, history, any, , allow', good: 'p, clerk, System, history, any, , allow', found: ['operator-in-group policy.csv:9:11'] },
  { name: 'a window on what has no clinical date', bad: 'p, doctor, Patient, search, any, window:P30D, allow', good: 'p, doctor, Observation, search, any, window:P30D, allow', found: ['term-without-effect policy.csv:8:34'] },
  { name: 'an emergency that opens nothing', bad: 'p, doctor, Specimen, create, any, break-glass, allow', good: 'p, doctor, Specimen, search, any, break-glass, allow', found: ['term-without-effect policy.csv:8:35'] },
  { name: 'an emergency on the whole server', bad: 'p, doctor, System, search, any, break-glass, allow', good: 'p, doctor, System, search, any, mfa, allow', found: ['term-without-effect policy.csv:8:33'] },
  { name: 'a mask on a row that writes', bad: 'p, doctor, Observation, *, any, mask:deidentified, allow', good: 'p, doctor, Observation, view, any, mask:deidentified, allow', found: ['mask-on-write policy.csv:8:33'] },
];

const filesOf = (each: string | Files): Files => (typeof each === 'string' ? { rows: each } : each);

describe('readPolicy', () => {
  it('reads the policy that the cases start from without a problem', () => {
    const { policy, problems } = read({});
    assert.deepEqual(problems, []);
    assert.deepEqual(policy?.rows, [{ subject: 'doctor', resource: 'clinical', action: 'view', reach: { kind: 'launch' }, terms: {}, effect: 'allow', file: 'policy.csv', line: 7 }]);
    assert.deepEqual(policy.groupings[0], { kind: 'g', member: 'role:doc', group: 'doctor', file: 'policy.csv', line: 1 });
    assert.deepEqual(policy.masks, [{ mask: 'deidentified', resource: 'Patient', path: 'name', rule: 'remove' }, { mask: 'pseudonymous', resource: 'Patient', path: 'id', rule: 'pseudonym' }]);
  });

  describe('finds', () => {
    for (const { name, bad, good, found } of cases) {
      it(name, () => {
        const { policy, problems } = read(filesOf(bad));
        assert.deepEqual(problems.map(placed), found);
        assert.equal(policy === undefined, problems.some(({ severity }) => severity === 'error'));
        const codes = new Set(problems.map(({ code }) => code));
        const beside = read(filesOf(good));
        assert.deepEqual(beside.problems.filter(({ code, severity }) => codes.has(code) || severity === 'error').map(placed), []);
      });
    }
  });

  it('has a case for every code that a directory\u2019s files can have', () => {
    const tried = new Set(cases.flatMap(({ found }) => found.map((each) => each.split(' ', 1).join(''))));
    const elsewhere: readonly ProblemCode[] = ['unreadable-directory', 'unreadable-file', 'missing-file', 'model-differs'];
    assert.deepEqual(Object.keys(problemTable).filter((code) => !tried.has(code) && !elsewhere.some((other) => other === code)), []);
  });

  it('asks for the files that must exist, and reads without masks.csv', () => {
    assert.deepEqual(readPolicy([], () => '').problems.map(placed), ['missing-file model.conf:1:1', 'missing-file policy.csv:1:1']);
    assert.deepEqual(readPolicy([{ name: 'model.conf', text: model }, { name: 'policy.csv', text: base }], () => '').problems, []);
  });

  it('takes a policy without rows, which denies everything', () => {
    assert.deepEqual(read({ csv: '# nothing\r\n\r\n' }).policy?.rows, []);
  });

  it('takes terms, lines that end in CR LF, and any white space around cells', () => {
    const { policy, problems } = read({ csv: 'g,role:a,b\r\n\tp ,\tb , Encounter,read , group:s.1-x ,window:P1W  mask:deidentified\tmax:50 break-glass mfa, allow\r\n' });
    assert.deepEqual(problems, []);
    assert.deepEqual(policy?.rows, [
      {
        subject: 'b',
        resource: 'Encounter',
        action: 'read',
        reach: { kind: 'group', id: 's.1-x' },
        terms: { window: 'P1W', mask: 'deidentified', max: 50, breakGlass: true, mfa: true },
        effect: 'allow',
        file: 'policy.csv',
        line: 2,
      },
    ]);
  });

  it('makes the revision from the contents of the files, one after the other', () => {
    const texts: string[] = [];
    readPolicy([{ name: 'masks.csv', text: baseMasks }, { name: 'policy.csv', text: base }, { name: 'model.conf', text: model }, { name: 'notes.txt', text: 'x' }], (text) => {
      texts.push(text);
      return '';
    });
    assert.deepEqual(texts, [`${model}${base}${baseMasks}`]);
  });

  it('reads whatever it is given, and never says less than nothing', () => {
    const words = fc.constantFrom('p', 'g', 'g2', 'g3', ',', ',', ',', ' ', '\n', '\r\n', '#', '"', '*', 'a', 'b', 'c', 'role:a', 'Patient', 'System', 'read', '$x', 'any', 'self', 'mfa', 'max:1', 'mask:m', 'allow', 'deny', '\uFEFF', '\0', '__proto__', 'constructor');
    const texts = fc.array(fc.oneof({ weight: 9, arbitrary: words }, { weight: 1, arbitrary: fc.string() }), { maxLength: 120 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, texts, texts, (modelText, csv, masks) => {
        const { policy, problems } = readPolicy([{ name: 'model.conf', text: modelText }, { name: 'policy.csv', text: csv }, { name: 'masks.csv', text: masks }], () => 'r');
        assert.equal(policy, undefined);
        assert.ok(problems.every(({ line, column }) => line >= 1 && column >= 1));
      }),
    );
  });

  it('is done soon with long chains, circles and crowds (A-234)', () => {
    const links = Array.from({ length: 5_000 }, (_, index) => `g, r${index}, r${index + 1}\ng, user:Person/${index}, crowd\n`).join('');
    const { problems } = read({ rows: `${links}g, r5000, r1\n` });
    assert.equal(problems.filter(({ code }) => code === 'cycle').length, 5_000);
  });

  it('shows no control character and no look-alike letter in a message', () => {
    const { problems } = read({ rows: 'p, \u001b[31mdoctor, \u041ebservation`, read, any, , allow' });
    assert.equal(problems.length, 2);
    for (const { message } of problems) assert.match(message, /^[\x20-\x7e]+$/);
  });
});
