import { check } from './holds.ts';

const code = (one: string, system = 'http://loinc.org') => ({ coding: [{ system, code: one }] });
const observation = (elements: Readonly<Record<string, unknown>>) => ({ resourceType: 'Observation' as const, ...elements });
const pressure = observation({
  code: code('85354-9'), valueQuantity: { value: 1 },
  component: [{ code: code('8480-6'), valueQuantity: { value: 140 } }, { code: code('8462-4'), valueQuantity: { value: 90 } }],
});

describe('matchComposite', () => {
  check([
    { sentence: 'both parts', asked: 'code-value-quantity=8480-6$140', resource: observation({ code: code('8480-6'), valueQuantity: { value: 140 } }), holds: true },
    { sentence: '... with system, prefix and unit', asked: 'code-value-quantity=http://loinc.org|8480-6$gt100||mm', resource: observation({ code: code('8480-6'), valueQuantity: { value: 140, code: 'mm' } }), holds: true },
    { sentence: '... one is not enough', asked: 'code-value-quantity=8480-6$141', resource: observation({ code: code('8480-6'), valueQuantity: { value: 140 } }), holds: false },
    { sentence: '... nor the other', asked: 'code-value-quantity=8462-4$140', resource: observation({ code: code('8480-6'), valueQuantity: { value: 140 } }), holds: false },
    { sentence: 'two parts of one component', asked: 'component-code-value-quantity=8480-6$140', resource: pressure, holds: true },
    { sentence: 'A-222 ... not of two', asked: 'component-code-value-quantity=8480-6$90', resource: pressure, holds: false },
    { sentence: '... nor of the resource', asked: 'component-code-value-quantity=85354-9$1', resource: pressure, holds: false },
    { sentence: 'a component or the resource: the resource', asked: 'combo-code-value-quantity=85354-9$1', resource: pressure, holds: true },
    { sentence: '... a component', asked: 'combo-code-value-quantity=8462-4$90', resource: pressure, holds: true },
    { sentence: 'A-222 ... not a code of one and a value of the other', asked: 'combo-code-value-quantity=85354-9$140', resource: pressure, holds: false },
    { sentence: '... nor the other way round', asked: 'combo-code-value-quantity=8480-6$1', resource: pressure, holds: false },
    { sentence: 'one of several', asked: 'component-code-value-quantity=8480-6$90,8462-4$90', resource: pressure, holds: true },
    { sentence: 'a text', asked: 'code-value-string=c$abc', resource: observation({ code: code('c'), valueString: 'Abcdef' }), holds: true },
    { sentence: 'a date', asked: 'code-value-date=c$ge2024', resource: observation({ code: code('c'), valueDateTime: '2024-05' }), holds: true },
    { sentence: 'an escaped dollar sign is part of the code', asked: 'code-value-concept=a\\$b$c', resource: observation({ code: code('a$b'), valueCodeableConcept: code('c') }), holds: true },
    { sentence: 'a reference', asked: 'relationship=https://gw.example/fhir/DocumentReference/d$replaces', resource: { resourceType: 'DocumentReference', relatesTo: [{ code: 'replaces', target: { reference: 'DocumentReference/d' } }] }, holds: true },
    { sentence: '... of another relation', asked: 'relationship=d$replaces', resource: { resourceType: 'DocumentReference', relatesTo: [{ code: 'replaces', target: { reference: 'DocumentReference/e' } }, { code: 'signs', target: { reference: 'DocumentReference/d' } }] }, holds: false },
    { sentence: 'a part that stands elsewhere than its base', asked: 'chromosome-variant-coordinate=1$lt5$gt1', resource: { resourceType: 'MolecularSequence', referenceSeq: { chromosome: { coding: [{ code: '1' }] } }, variant: [{ start: 2, end: 4 }] }, holds: false },
    { sentence: 'too few parts', asked: 'code-value-quantity=8480-6', resource: pressure, holds: undefined },
    { sentence: 'too many parts', asked: 'code-value-quantity=8480-6$1$2', resource: pressure, holds: undefined },
    { sentence: 'a part of the wrong form', asked: 'code-value-quantity=8480-6$much', resource: pressure, holds: undefined },
    { sentence: 'an empty part', asked: 'code-value-string=c$', resource: observation({ code: code('c'), valueString: 'x' }), holds: undefined },
    { sentence: 'a component that is null', asked: 'component-code-value-quantity=8480-6$140', resource: observation({ component: [null, 'x', { code: null, valueQuantity: { value: 140 } }] }), holds: false },
  ]);
});
