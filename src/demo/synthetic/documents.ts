import { dateBefore, instantBefore } from './calendar.ts';
import type { Resource, Term } from './elements.ts';
import { hl7, loinc, to } from './elements.ts';
import type { Random } from './random.ts';
import type { Patient } from './relations.ts';
import { hospital } from './staff.ts';

type Content = { readonly name: string; readonly term: Term; readonly contentType: string; readonly title: string; readonly text: string };

const letter = ({ given, family, birthDate }: Patient): string =>
  [
    'St. Raphael Hospital, Department of Internal Medicine', '', `Re: ${given} ${family}, born ${birthDate}`, '',
    'Dear colleague,', 'thank you for referring the above patient, whom we saw in our outpatient clinic.',
    'The findings are unremarkable; please continue the current medication and see us again in six months.', '', 'With kind regards',
  ].join('\n');

// Long enough to be worth streaming, short enough for fifty patients to load in a moment.
const trace = (random: Random): string => `second,heart_rate\n${Array.from({ length: 900 }, (_, second) => `${second},${random.integer(58, 96)}`).join('\n')}\n`;

const resourcesOf = (patient: Patient, { name, term, contentType, title, text }: Content, days: number): readonly Resource[] => {
  const bytes = Buffer.from(text);
  const id = `${patient.idPrefix}-${name}`;
  const binary = `${id}-content`;
  const author = to('Practitioner', patient.physician);
  return [
    { resourceType: 'Binary', id: binary, contentType, securityContext: to('Patient', patient.id), data: bytes.toString('base64') },
    {
      resourceType: 'DocumentReference', id, status: 'current', type: loinc(term), subject: to('Patient', patient.id), date: instantBefore(days, 40),
      author: [author],
      content: [{ attachment: { contentType, url: `Binary/${binary}`, size: bytes.length, title, creation: dateBefore(days) } }],
    },
    {
      resourceType: 'Provenance', id: `${id}-provenance`, target: [to('DocumentReference', id)], recorded: instantBefore(days, 45),
      agent: [{ type: hl7('provenance-participant-type', ['author', 'Author']), who: author, onBehalfOf: to('Organization', hospital) }],
    },
  ];
};

/** A letter and a recording of each patient: the Binary with its securityContext, the DocumentReference that leads to it, and the Provenance of that. */
export const documents = (patient: Patient, random: Random): readonly Resource[] => [
  ...resourcesOf(patient, { name: 'letter', term: ['11488-4', 'Consult note'], contentType: 'text/plain', title: 'Letter', text: letter(patient) }, random.integer(10, 300)),
  ...resourcesOf(
    patient,
    { name: 'recording', term: ['34752-6', 'Cardiology study'], contentType: 'text/csv', title: 'Heart rate over fifteen minutes', text: trace(random) },
    random.integer(10, 300),
  ),
];
