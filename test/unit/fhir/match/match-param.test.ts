import { check, type Case } from './holds.ts';

const observation = (elements: Readonly<Record<string, unknown>>) => ({ resourceType: 'Observation' as const, ...elements });
const patient = (elements: Readonly<Record<string, unknown>>) => ({ resourceType: 'Patient' as const, ...elements });
const profiled = observation({ meta: { profile: ['http://p.example/a', 'http://p.example/b|1'] } });

const nothing: readonly Case[] = [
  { sentence: 'a code that is null', asked: 'status=null', resource: observation({ status: null }), holds: false },
  { sentence: 'a code that is a number', asked: 'status=5', resource: observation({ status: 5 }), holds: false },
  { sentence: 'a code that is an empty list', asked: 'status=final', resource: observation({ status: [] }), holds: false },
  { sentence: 'a concept that is a text', asked: 'code=|x', resource: observation({ code: { coding: 'x' } }), holds: false },
  { sentence: 'a system that is null is not the same as none', asked: 'code=|x', resource: observation({ code: { coding: [{ system: null, code: 'x' }] } }), holds: false },
  { sentence: '... nor is one that is a number', asked: 'code=x', resource: observation({ code: { coding: [{ system: 7, code: 'x' }] } }), holds: false },
  { sentence: 'a name that is null', asked: 'name=a', resource: patient({ name: [null, { family: null, given: [null, 7] }] }), holds: false },
  { sentence: 'a family that is an object', asked: 'family=a', resource: patient({ name: [{ family: { value: 'a' } }] }), holds: false },
  { sentence: 'a profile that is an object', asked: '_profile=http://p.example/a', resource: observation({ meta: { profile: [{ url: 'http://p.example/a' }] } }), holds: false },
  { sentence: 'a meta that is a list', asked: '_tag=x', resource: observation({ meta: [null] }), holds: false },
];

describe('matchParam', () => {
  check([
    { sentence: 'an address, character by character', asked: '_profile=http://p.example/a', resource: profiled, holds: true },
    { sentence: '... not its beginning', asked: '_profile=http://p.example', resource: profiled, holds: false },
    { sentence: '... version included', asked: '_profile=http://p.example/b', resource: profiled, holds: false },
    { sentence: '... its bar escaped', asked: '_profile=http://p.example/b\\|1', resource: profiled, holds: true },
    { sentence: 'an id', asked: '_id=a', resource: observation({ id: 'a' }), holds: true },
    { sentence: '... another', asked: '_id=b', resource: observation({ id: 'a' }), holds: false },
    { sentence: '... with its type, which an element cannot tell', asked: '_id=Observation/a', resource: observation({ id: 'a' }), holds: undefined },
    { sentence: 'a bar alone', asked: 'status=|', resource: observation({ status: 'final' }), holds: false },
    { sentence: 'a label', asked: '_security=http://s|R', resource: observation({ meta: { security: [{ system: 'http://s', code: 'R' }] } }), holds: true },
    { sentence: 'accents alone, with which every text would begin', asked: 'family=\u0301', resource: patient({ name: [{ family: 'Adler' }] }), holds: undefined },
    { sentence: 'a parameter that says more than elements', asked: 'deceased=true', resource: patient({ deceasedBoolean: true }), holds: undefined },
    { sentence: 'a special parameter', asked: 'near=1|2', resource: { resourceType: 'Location', position: { latitude: 1, longitude: 2 } }, holds: undefined },
  ]);
  describe('reads nothing into odd shapes (A-222)', () => { check(nothing); });
});
