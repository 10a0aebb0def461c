import assert from 'node:assert/strict';
import { maskResource } from '../../../../src/decision/mask/mask-resource.ts';
import { childrenOf, isFault, memberOf, none, scan } from '../../../../src/fhir/json.ts';
import { maskOf, maskText } from '../../../support/masking.ts';

type Members = Readonly<Record<string, unknown>>;

/** `rows` are one mask, or several in lists; `has` becomes `shown`, both beside `resourceType`; `masked` are the paths told to the audit, where that is of interest. */
type Case = {
  readonly name: string;
  readonly rows: readonly string[] | readonly (readonly string[])[];
  readonly type?: string;
  readonly has: Members;
  readonly shown: Members;
  readonly masked?: readonly string[];
};

const x = { url: 'http://example.org/x', valueString: 'x' };
const y = { url: 'http://example.org/y', valueString: 'y' };
const gw = 'https://gw.example/fhir';
const hapi = 'http://hapi:8080/fhir';

const cases: readonly Case[] = [
  // remove
  { name: 'removes an element', rows: ['Patient, name, remove'], has: { id: 'A', name: [{ family: 'Ng' }], active: true }, shown: { id: 'A', active: true }, masked: ['name'] },
  { name: '... and not that of another type', rows: ['Person, name, remove'], has: { name: [{ family: 'Ng' }] }, shown: { name: [{ family: 'Ng' }] }, masked: [] },
  { name: '... by a row for every type', rows: ['*, name, remove'], has: { name: [{ family: 'Ng' }], active: true }, shown: { active: true } },
  { name: 'removes a part of an element in all items of lists', rows: ['Patient, contact.telecom, remove'], has: { contact: [{ gender: 'male', telecom: [{ value: '1' }] }, { gender: 'female' }] }, shown: { contact: [{ gender: 'male' }, { gender: 'female' }] }, masked: ['contact.telecom'] },
  { name: 'removes a part of a data type', rows: ['Patient, name.family, remove'], has: { name: [{ family: 'Ng', given: ['Al'] }] }, shown: { name: [{ given: ['Al'] }] } },
  { name: 'drops an item, a list and an object that has nothing left', rows: ['Patient, contact.telecom, remove'], has: { active: true, contact: [{ telecom: [{ value: '1' }] }] }, shown: { active: true } },
  { name: 'drops an item among others', rows: ['Patient, contact.telecom, remove'], has: { contact: [{ telecom: [{ value: '1' }] }, { gender: 'male' }] }, shown: { contact: [{ gender: 'male' }] } },
  { name: 'drops an element with nothing but its own id left (ele-1)', rows: ['Patient, contact.telecom, remove'], has: { active: true, contact: [{ id: 'c1', telecom: [{ value: '1' }] }] }, shown: { active: true } },
  { name: 'removes every form of a choice', rows: ['Observation, value, remove'], type: 'Observation', has: { status: 'final', valueQuantity: { value: 1 } }, shown: { status: 'final' } },
  { name: '... or the one that is named', rows: ['Observation, valueString, remove'], type: 'Observation', has: { valueQuantity: { value: 1 } }, shown: { valueQuantity: { value: 1 } } },
  { name: 'removes at every level of what repeats itself', rows: ['Questionnaire, item.text, remove'], type: 'Questionnaire', has: { item: [{ linkId: '1', text: 'a', item: [{ linkId: '2', text: 'b', item: [{ linkId: '3', text: 'c' }] }] }] }, shown: { item: [{ linkId: '1', item: [{ linkId: '2', item: [{ linkId: '3' }] }] }] } },
  { name: '... and what repeats, by its own path', rows: ['Questionnaire, item.item, remove'], type: 'Questionnaire', has: { item: [{ linkId: '1', item: [{ linkId: '2' }] }] }, shown: { item: [{ linkId: '1' }] } },
  { name: 'does not take what is defined elsewhere for the element there', rows: ['Observation, referenceRange.text, remove'], type: 'Observation', has: { component: [{ referenceRange: [{ text: 'a' }] }] }, shown: { component: [{ referenceRange: [{ text: 'a' }] }] } },
  { name: 'drops the `_` sibling of a primitive', rows: ['Patient, birthDate, remove', '*, extension:http://example.org/x, keep'], has: { active: true, birthDate: '1980', _birthDate: { extension: [x] } }, shown: { active: true } },
  { name: 'removes `meta` where a row says so', rows: ['*, meta, remove'], has: { id: 'A', meta: { versionId: '1' } }, shown: { id: 'A' } },
  { name: 'removes what R4 does not know, and does not tell its name', rows: ['Patient, name, remove'], has: { active: true, shoeSize: 46, _contact: {}, contact: [{ age: 7 }] }, shown: { active: true }, masked: ['?', 'contact.?'] },
  { name: 'removes what has not the shape of its element', rows: ['Patient, address.city, remove'], has: { active: true, address: 'Main St', birthDate: { year: 1980 }, name: ['Al'] }, shown: { active: true }, masked: ['address', 'birthDate', 'name'] },
  { name: 'looks into lists in lists, which FHIR does not have', rows: ['Patient, name.family, remove'], has: { name: [[{ family: 'Ng', text: 'N' }]] }, shown: { name: [[{ text: 'N' }]] } },
  { name: 'finds a name that is written with escapes', rows: ['Patient, name, remove'], has: { active: true, name: [{ family: 'Ng' }] }, shown: { active: true } },
  { name: 'what one row removes no other row of the mask brings back', rows: ['Patient, address, remove', 'Patient, address, keep:state', 'Patient, address, only', 'Patient, active, only'], has: { active: true, address: [{ state: 'VT' }] }, shown: { active: true } },

  // year
  { name: 'leaves the year of a date', rows: ['Patient, birthDate, year'], has: { birthDate: '1980-02-03' }, shown: { birthDate: '1980' }, masked: ['birthDate'] },
  { name: '... of a date with a time', rows: ['Patient, deceasedDateTime, year'], has: { deceasedDateTime: '2020-02-03T04:05:06Z' }, shown: { deceasedDateTime: '2020' } },
  { name: '... and of both ends of a Period', rows: ['Encounter, period, year'], type: 'Encounter', has: { period: { start: '2020-01', end: '2021-02-03' } }, shown: { period: { start: '2020', end: '2021' } }, masked: ['period.start', 'period.end'] },
  { name: 'has nothing to take from a year', rows: ['Patient, birthDate, year'], has: { birthDate: '1980' }, shown: { birthDate: '1980' }, masked: [] },
  { name: 'removes what is no date', rows: ['Patient, birthDate, year'], has: { active: true, birthDate: '3 Feb 1980' }, shown: { active: true } },
  { name: 'drops the `_` sibling of a date that was reduced', rows: ['Patient, birthDate, year', '*, extension:http://example.org/x, keep'], has: { birthDate: '1980-02-03', _birthDate: { extension: [x] } }, shown: { birthDate: '1980' } },
  { name: '... and not of another', rows: ['Patient, deceasedDateTime, year', '*, extension:http://example.org/x, keep'], has: { birthDate: '1980-02-03', _birthDate: { extension: [x] } }, shown: { birthDate: '1980-02-03', _birthDate: { extension: [x] } } },

  // keep:parts
  { name: 'keeps the parts that are named', rows: ['Patient, address, keep:state country'], has: { address: [{ id: '1', line: ['a'], city: 'b', state: 'VT', country: 'US' }] }, shown: { address: [{ state: 'VT', country: 'US' }] }, masked: ['address.id', 'address.line', 'address.city'] },
  { name: '... those of two rows that both name', rows: ['Patient, address, keep:state country', 'Patient, address, keep:state city'], has: { address: [{ city: 'b', state: 'VT', country: 'US' }] }, shown: { address: [{ state: 'VT' }] } },
  { name: 'keeps a choice among the parts', rows: ['Observation, component, keep:value'], type: 'Observation', has: { component: [{ code: { text: 'a' }, valueString: 'b' }] }, shown: { component: [{ valueString: 'b' }] } },

  // only
  { name: 'shows what `only` names, and what tells resources and versions apart', rows: ['Patient, name, only'], has: { id: 'A', meta: { versionId: '1', lastUpdated: '2020-01-01T00:00:00Z', source: '#s', tag: [{ code: 't' }] }, name: [{ family: 'Ng' }], birthDate: '1980' }, shown: { id: 'A', meta: { versionId: '1', lastUpdated: '2020-01-01T00:00:00Z' }, name: [{ family: 'Ng' }] }, masked: ['meta.source', 'meta.tag', 'birthDate'] },
  { name: '... and of an element the part that it names', rows: ['Patient, contact.telecom, only', 'Patient, meta.tag, only'], has: { id: 'A', meta: { versionId: '1', tag: [{ code: 't' }], source: '#s' }, contact: [{ gender: 'male', telecom: [{ value: '1' }] }] }, shown: { id: 'A', meta: { versionId: '1', tag: [{ code: 't' }] }, contact: [{ telecom: [{ value: '1' }] }] } },
  { name: 'is no allow-list for another type', rows: ['Person, name, only'], has: { active: true }, shown: { active: true } },
  { name: 'is one for every type by a row for `*`, also where the element does not exist', rows: ['*, status, only'], has: { id: 'A', active: true }, shown: { id: 'A' } },
  { name: 'takes other rows besides', rows: ['Patient, birthDate, only', 'Patient, birthDate, year'], has: { id: 'A', birthDate: '1980-02-03', active: true }, shown: { id: 'A', birthDate: '1980' } },
  { name: 'names what repeats itself', rows: ['Questionnaire, item.linkId, only', 'Questionnaire, item.item, only'], type: 'Questionnaire', has: { item: [{ linkId: '1', text: 'a', item: [{ linkId: '2', text: 'b' }] }] }, shown: { item: [{ linkId: '1', item: [{ linkId: '2' }] }] } },

  // extensions
  { name: 'removes extensions at any depth', rows: ['Patient, birthDate, year'], has: { active: true, extension: [x], modifierExtension: [y], name: [{ family: 'Ng', extension: [x], _family: { id: 'f', extension: [y] } }] }, shown: { active: true, name: [{ family: 'Ng', _family: { id: 'f' } }] }, masked: ['extension', 'modifierExtension', 'name.extension', 'name.family.extension'] },
  { name: '... but those that a row names', rows: ['*, extension:http://example.org/x, keep'], has: { extension: [x, y], modifierExtension: [x], name: [{ family: 'Ng', _family: { extension: [y, x] } }] }, shown: { extension: [x], modifierExtension: [x], name: [{ family: 'Ng', _family: { extension: [x] } }] } },
  { name: '... and those not that another row removes', rows: ['*, extension:http://example.org/x, keep', 'Patient, extension:http://example.org/x, remove'], has: { active: true, extension: [x] }, shown: { active: true } },
  { name: 'shows the parts of an extension that a row names, and no extension of the value in it', rows: ['Patient, extension:http://example.org/race, keep'], has: { extension: [{ url: 'http://example.org/race', extension: [{ url: 'text', valueString: 'a', _valueString: { extension: [y] } }, { url: 'code', valueCoding: { code: 'a', extension: [y] } }] }] }, shown: { extension: [{ url: 'http://example.org/race', extension: [{ url: 'text', valueString: 'a' }, { url: 'code', valueCoding: { code: 'a' } }] }] } },
  { name: 'shows no part of an extension that no row names', rows: ['Patient, extension:http://example.org/x, keep'], has: { active: true, extension: [{ url: 'text', valueString: 'a' }, { valueString: 'b' }] }, shown: { active: true } },
  { name: 'masks in an extension what holds everywhere', rows: ['Patient, extension:http://example.org/x, keep', '*, Reference.display, remove'], has: { extension: [{ url: 'http://example.org/x', valueReference: { reference: 'Patient/B', display: 'Bo' } }] }, shown: { extension: [{ url: 'http://example.org/x', valueReference: { reference: 'Patient/B' } }] } },
  { name: 'drops an extension that has nothing but its url left (ext-1)', rows: ['Patient, extension:http://example.org/x, keep', '*, Reference.display, remove'], has: { active: true, extension: [{ url: 'http://example.org/x', valueReference: { display: 'Bo' } }] }, shown: { active: true } },
  { name: 'shows a named extension also in an allow-list', rows: ['Patient, name, only', 'Patient, extension:http://example.org/x, keep'], has: { id: 'A', active: true, extension: [x] }, shown: { id: 'A', extension: [x] } },
  { name: 'keeps the places of values and siblings in step', rows: ['*, extension:http://example.org/x, keep'], has: { name: [{ given: ['a', null, 'c'], _given: [{ extension: [y] }, { extension: [x] }, null] }] }, shown: { name: [{ given: ['a', null, 'c'], _given: [null, { extension: [x] }, null] }] } },
  { name: '... takes a place out of both where nothing is left of either', rows: ['*, extension:http://example.org/x, keep'], has: { name: [{ given: [null, null, 'c'], _given: [{ extension: [y] }, { extension: [x] }, null] }] }, shown: { name: [{ given: [null, 'c'], _given: [{ extension: [x] }, null] }] } },
  { name: '... and the siblings altogether where nothing is left of them', rows: ['Patient, birthDate, year'], has: { name: [{ given: [null, 'b'], _given: [{ extension: [y] }, null] }] }, shown: { name: [{ given: ['b'] }] } },

  // references
  { name: 'removes displays at any depth', rows: ['*, Reference.display, remove'], type: 'Observation', has: { subject: { reference: 'Patient/A', display: 'Al', identifier: { assigner: { reference: 'Organization/o', display: 'Org' } } }, performer: [{ display: 'Dr' }] }, shown: { subject: { reference: 'Patient/A', identifier: { assigner: { reference: 'Organization/o' } } } } },
  { name: '... and not what only has the same name', rows: ['*, Reference.display, remove'], type: 'Observation', has: { code: { coding: [{ display: 'Pulse' }] } }, shown: { code: { coding: [{ display: 'Pulse' }] } } },
  { name: '... nor in another type', rows: ['Patient, Reference.display, remove'], type: 'Observation', has: { subject: { display: 'Al' } }, shown: { subject: { display: 'Al' } } },
  { name: 'removes identifiers of references, and not those of resources', rows: ['*, Reference.identifier, remove'], has: { identifier: [{ value: '1' }], managingOrganization: { identifier: { value: '2' }, display: 'Org' } }, shown: { identifier: [{ value: '1' }], managingOrganization: { display: 'Org' } } },
  { name: 'a display that is among the parts to keep still goes', rows: ['*, Reference.display, remove', 'Observation, subject, keep:reference display'], type: 'Observation', has: { subject: { reference: 'Patient/A', display: 'Al', type: 'Patient' } }, shown: { subject: { reference: 'Patient/A' } } },

  // attachments
  { name: 'hides data and url of Attachments wherever they stand', rows: ['*, extension:http://example.org/x, keep'], has: { photo: [{ contentType: 'image/png', url: 'Binary/1', data: 'aa', size: 1 }], extension: [{ url: 'http://example.org/x', valueAttachment: { data: 'aa', title: 't' } }] }, shown: { photo: [{ contentType: 'image/png', size: 1 }], extension: [{ url: 'http://example.org/x', valueAttachment: { title: 't' } }] }, masked: ['photo.url', 'photo.data', 'extension.valueAttachment.data'] },
  { name: '... unless a row names the element', rows: ['DocumentReference, content.attachment.url, keep'], type: 'DocumentReference', has: { content: [{ attachment: { url: 'Binary/1', data: 'aa' } }] }, shown: { content: [{ attachment: { url: 'Binary/1' } }] } },
  { name: '... or all of them', rows: ['*, Attachment.url, keep'], has: { photo: [{ url: 'Binary/1', data: 'aa' }] }, shown: { photo: [{ url: 'Binary/1' }] } },
  { name: '... or keeps it as a part', rows: ['Patient, photo, keep:url'], has: { photo: [{ url: 'Binary/1', data: 'aa', title: 't' }] }, shown: { photo: [{ url: 'Binary/1' }] } },
  { name: '... or names it in an allow-list, where the element as a whole does not', rows: ['Patient, photo.url, only', 'Patient, photo.title, only'], has: { photo: [{ url: 'Binary/1', data: 'aa', title: 't' }] }, shown: { photo: [{ url: 'Binary/1', title: 't' }] } },
  { name: '... and hides what both a row keeps and another removes', rows: ['*, Attachment.url, keep', 'Patient, photo.url, remove'], has: { photo: [{ url: 'Binary/1', title: 't' }] }, shown: { photo: [{ title: 't' }] } },
  { name: 'leaves nothing of a Binary but what tells it apart', rows: ['*, text, remove'], type: 'Binary', has: { id: 'b', meta: { versionId: '1' }, contentType: 'text/plain', securityContext: { reference: 'Patient/A' }, data: 'aa' }, shown: { id: 'b', meta: { versionId: '1' } } },
  { name: '... unless a row names its data', rows: ['Binary, data, keep'], type: 'Binary', has: { id: 'b', contentType: 'text/plain', data: 'aa' }, shown: { id: 'b', contentType: 'text/plain', data: 'aa' } },

  // resources in resources
  { name: 'reaches contained resources, by the rows of their type', rows: ['Patient, name, remove', 'Observation, code.text, remove'], type: 'Observation', has: { contained: [{ resourceType: 'Patient', id: 'p', name: [{ family: 'Ng' }], active: true }], code: { text: 'a', coding: [{ code: 'c' }] } }, shown: { contained: [{ resourceType: 'Patient', id: 'p', active: true }], code: { coding: [{ code: 'c' }] } }, masked: ['contained.name', 'code.text'] },
  { name: '... those in a Bundle and in Parameters, too', rows: ['Patient, name, remove'], type: 'Parameters', has: { parameter: [{ name: 'p', resource: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: { resourceType: 'Patient', active: true, name: [{ family: 'Ng' }] } }] } }] }, shown: { parameter: [{ name: 'p', resource: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: { resourceType: 'Patient', active: true } }] } }] } },
  { name: 'hides a contained Binary, and what is no resource', rows: ['Patient, name, remove'], has: { active: true, contained: [{ resourceType: 'Binary', id: 'b', data: 'aa' }, { resourceType: 'Pony', id: 'p' }, { id: 'q' }] }, shown: { active: true } },
  { name: 'an allow-list holds for contained resources of its type only', rows: ['Observation, contained, only', 'Observation, status, only'], type: 'Observation', has: { status: 'final', code: { text: 'a' }, contained: [{ resourceType: 'Patient', id: 'p', active: true }, { resourceType: 'Observation', id: 'o', code: { text: 'a' } }] }, shown: { status: 'final', contained: [{ resourceType: 'Patient', id: 'p', active: true }, { resourceType: 'Observation', id: 'o' }] } },

  // pseudonyms
  { name: 'gives a Patient a pseudonym', rows: ['Patient, id, pseudonym'], has: { id: 'A', active: true }, shown: { id: 'ps-A', active: true }, masked: ['id'] },
  { name: '... and whichever patient a reference is to, in each of its forms', rows: ['Patient, id, pseudonym'], type: 'Observation', has: { id: 'A', subject: { reference: 'Patient/A' }, performer: [{ reference: `${gw}/Patient/B` }, { reference: `${hapi}/Patient/C/_history/2` }, { reference: 'Practitioner/A' }] }, shown: { id: 'A', subject: { reference: 'Patient/ps-A' }, performer: [{ reference: 'Patient/ps-B' }, { reference: 'Patient/ps-C' }, { reference: 'Practitioner/A' }] }, masked: ['subject.reference', 'performer.reference'] },
  { name: '... brings displays and identifiers of references', rows: ['Patient, id, pseudonym'], type: 'Observation', has: { subject: { reference: 'Patient/A', type: 'Patient', display: 'Al', identifier: { value: '1' } } }, shown: { subject: { reference: 'Patient/ps-A', type: 'Patient' } } },
  { name: '... leaves patients of other servers, and contained ones', rows: ['Patient, id, pseudonym'], type: 'Observation', has: { contained: [{ resourceType: 'Patient', id: 'p', active: true }], subject: { reference: '#p' }, focus: [{ reference: 'https://other.example/fhir/Patient/B' }, { reference: 'urn:uuid:1' }] }, shown: { contained: [{ resourceType: 'Patient', id: 'p', active: true }], subject: { reference: '#p' }, focus: [{ reference: 'https://other.example/fhir/Patient/B' }, { reference: 'urn:uuid:1' }] }, masked: [] },
  { name: '... gives one to a Patient in a Bundle, and to its address', rows: ['Patient, id, pseudonym'], type: 'Bundle', has: { entry: [{ fullUrl: `${gw}/Patient/A`, resource: { resourceType: 'Patient', id: 'A', active: true } }] }, shown: { entry: [{ fullUrl: 'Patient/ps-A', resource: { resourceType: 'Patient', id: 'ps-A', active: true } }] } },
  { name: '... finds references in extensions and in uri elements', rows: ['Patient, id, pseudonym', '*, extension:http://example.org/x, keep'], type: 'Observation', has: { meta: { source: 'Patient/A', profile: ['http://hl7.org/fhir/StructureDefinition/Patient/x'] }, extension: [{ url: 'http://example.org/x', valueReference: { reference: 'Patient/A' } }, { url: 'http://example.org/x', valueUri: 'Patient/B' }] }, shown: { meta: { source: 'Patient/ps-A', profile: ['http://hl7.org/fhir/StructureDefinition/Patient/x'] }, extension: [{ url: 'http://example.org/x', valueReference: { reference: 'Patient/ps-A' } }, { url: 'http://example.org/x', valueUri: 'Patient/ps-B' }] } },
  { name: '... hides a reference that it cannot understand', rows: ['Patient, id, pseudonym'], type: 'Observation', has: { status: 'final', subject: { reference: 'Patient?identifier=1' }, focus: [{ reference: 'Patient/A/B' }, { reference: '/Patient/A' }] }, shown: { status: 'final' } },
  { name: '... and a text that names a patient', rows: ['Patient, id, pseudonym'], type: 'Observation', has: { text: { status: 'generated', div: '<div><a href="Patient/A">A</a></div>' }, note: [{ text: 'as Patient/B says' }, { text: 'for Outpatient/Inpatient' }], method: { text: 'http://gw.example/x?s=Patient%2FA' } }, shown: { note: [{ text: 'for Outpatient/Inpatient' }] }, masked: ['text.div', 'note.text', 'method.text'] },
  { name: '... drops the sibling of what it replaced', rows: ['Patient, id, pseudonym', '*, extension:http://example.org/x, keep'], type: 'Observation', has: { subject: { reference: 'Patient/A', _reference: { extension: [x] } }, encounter: { reference: 'Encounter/1', _reference: { extension: [x] } } }, shown: { subject: { reference: 'Patient/ps-A' }, encounter: { reference: 'Encounter/1', _reference: { extension: [x] } } } },
  { name: 'without such a row ids stay', rows: ['Patient, name, remove'], has: { id: 'A', link: [{ other: { reference: `${gw}/Patient/B/_history/1`, display: 'Bo' } }] }, shown: { id: 'A', link: [{ other: { reference: `${gw}/Patient/B/_history/1`, display: 'Bo' } }] }, masked: [] },

  // several masks
  { name: 'shows what one of several masks shows', rows: [['Patient, name, remove'], ['Patient, birthDate, remove']], has: { name: [{ family: 'Ng' }], birthDate: '1980' }, shown: { name: [{ family: 'Ng' }], birthDate: '1980' }, masked: [] },
  { name: '... parts of an element together', rows: [['Patient, address, keep:city'], ['Patient, address, keep:state']], has: { address: [{ city: 'b', state: 'VT', country: 'US' }] }, shown: { address: [{ city: 'b', state: 'VT' }] }, masked: ['address.country'] },
  { name: '... the whole date where one shows it', rows: [['Patient, birthDate, year'], ['Patient, name, remove']], has: { birthDate: '1980-02-03' }, shown: { birthDate: '1980-02-03' } },
  { name: '... the year where none does', rows: [['Patient, birthDate, year'], ['Patient, birthDate, remove']], has: { birthDate: '1980-02-03' }, shown: { birthDate: '1980' } },
  { name: '... the extension that one names', rows: [['Patient, extension:http://example.org/x, keep'], ['Patient, extension:http://example.org/y, keep']], has: { extension: [x, y] }, shown: { extension: [x, y] } },
  { name: '... the sibling of a date that one of them shows whole, by that one', rows: [['Patient, birthDate, year', '*, extension:http://example.org/x, keep'], ['Patient, name, remove']], has: { birthDate: '1980-02-03', _birthDate: { extension: [x] } }, shown: { birthDate: '1980-02-03' } },
  { name: '... the id where one shows it, and the pseudonym where only the other shows the element', rows: [['Patient, id, pseudonym'], ['Observation, focus, remove']], type: 'Observation', has: { subject: { reference: 'Patient/A' }, focus: [{ reference: 'Patient/A' }] }, shown: { subject: { reference: 'Patient/A' }, focus: [{ reference: 'Patient/ps-A' }] } },
];

const isMasks = (rows: Case['rows']): rows is readonly (readonly string[])[] => Array.isArray(rows[0]);

describe('maskResource', () => {
  for (const { name, rows, type = 'Patient', has, shown, masked } of cases) {
    it(name, () => {
      const [first = [], ...others] = isMasks(rows) ? rows : [rows];
      const result = maskText(JSON.stringify({ resourceType: type, ...has }), [maskOf(first), ...others.map(maskOf)]);
      assert.deepEqual(JSON.parse(result.text), { resourceType: type, ...shown });
      if (masked !== undefined) assert.deepEqual(result.masked, masked);
    });
  }

  it('keeps the bytes of what stays: order, white space, escapes and digits', () => {
    const text = '{ "resourceType" : "Patient",\n  "active":true, "n\\u0061me": [ { "family": "Ng" } ], "contact" : [ { "gender" : "m\\u0061le" } ],\n "multipleBirthInteger": 1.0e0 }';
    assert.equal(maskText(text, [maskOf(['Patient, name, remove'])]).text, '{"resourceType" : "Patient","active":true,"contact" : [ { "gender" : "m\\u0061le" } ],"multipleBirthInteger": 1.0e0}');
  });

  it('gives back the very text of what it does not touch', () => {
    const text = '{ "resourceType" : "Patient",\n "name": [ { "family" : "Ng", "given": [ null, "b" ], "_given": [ {"id":"1"}, null ] } ] }';
    assert.deepEqual(maskText(text, [maskOf(['Patient, birthDate, year'])]), { text, masked: [] });
  });

  it('leaves of a resource its type at least', () => {
    assert.equal(maskText('{"resourceType":"Patient","name":[{"family":"Ng"}]}', [maskOf(['*, name, remove'])]).text, '{"resourceType":"Patient"}');
  });

  it('masks one resource of a page, and looks at no other', () => {
    const doc = scan('{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","name":[]}},{"resource": {"resourceType":"Patient", "active":true, "name":[{"family":"Ng"}]} }]}');
    if (isFault(doc)) throw new Error(doc.reason);
    const [, second = none] = childrenOf(doc, memberOf(doc, 0, 'entry'));
    const masked = maskResource({ doc, node: memberOf(doc, second, 'resource'), type: 'Patient' }, [maskOf(['Patient, name, remove'])], { bases: { own: 'https://gw.example/fhir', backend: [] }, pseudonymOf: (patient) => patient });
    assert.deepEqual(masked, { text: '{"resourceType":"Patient","active":true}', masked: ['name'] });
  });
});
