import { demoIds } from '../demo-ids.ts';
import { dateBefore } from './calendar.ts';
import type { Random } from './random.ts';
import { isInStudy } from './study.ts';

/** Who a synthetic patient is, before anything happened to them. */
export type Person = {
  readonly id: string;
  /** What the ids of all that belongs to the person's record begin with. */
  readonly idPrefix: string;
  readonly given: string;
  readonly family: string;
  readonly gender: 'female' | 'male';
  readonly birthDate: string;
};

/** Those whom the personas are, reach and do not reach. */
const named: readonly Omit<Person, 'idPrefix'>[] = [
  { id: demoIds.annaKeller, given: 'Anna', family: 'Keller', gender: 'female', birthDate: '1984-03-12' },
  { id: demoIds.tomKeller, given: 'Tom', family: 'Keller', gender: 'male', birthDate: '2016-09-02' },
  { id: demoIds.brunoMeier, given: 'Bruno', family: 'Meier', gender: 'male', birthDate: '1957-11-30' },
  { id: demoIds.claraNowak, given: 'Clara', family: 'Nowak', gender: 'female', birthDate: '1991-06-21' },
];

const women = [
  'Agnes', 'Aylin', 'Birgit', 'Carla', 'Daria', 'Elif', 'Frieda', 'Greta', 'Hanna', 'Ines', 'Jana', 'Karin', 'Leonie', 'Maja', 'Nele', 'Olga', 'Paula',
  'Renate', 'Sofia', 'Tanja', 'Ursula', 'Vera', 'Zoë',
];
const men = [
  'Adam', 'Benno', 'Cem', 'David', 'Emil', 'Fabian', 'Georg', 'Hamid', 'Igor', 'Jürgen', 'Kai', 'Lukas', 'Mehmet', 'Noah', 'Oskar', 'Pavel', 'Quirin', 'René',
  'Stefan', 'Timo', 'Uwe', 'Viktor', 'Werner',
];
const families = [
  'Müller', 'Weiß', 'Schäfer', 'Krüger', 'Yılmaz', 'Böhm', 'Novák', 'Fischer', 'Brandt', 'Kowalski', 'Albrecht', 'Roth', 'Haddad', 'Petersen', 'Winter', 'Lang',
  'Sommer', 'Dietrich', 'Öztürk', 'Jansen', 'Vogt', 'Engel', 'Busch',
];

const replacements: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', ı: 'i' };

const idOf = (given: string, family: string): string =>
  `${given}-${family}`.toLowerCase().replace(/[äöüßı]/g, (letter) => replacements[letter] ?? letter).normalize('NFD').replace(/[^a-z-]/g, '');

// Ids can be read here, so that requests are easy to follow. Those of a record that is shown under a pseudonym must not say whose it is.
const idPrefixOf = (id: string, index: number): string => (isInStudy(id) ? `case-${100 + index}` : id);

/** The fifty persons: four with a part to play, and others from children to the very old. */
export const persons = (random: Random): readonly Person[] => {
  const made = [...women, ...men].map((given, index): Omit<Person, 'idPrefix'> => {
    const family = families[(index * 7) % families.length] ?? '';
    // Every sixth is a child, old enough for what records hold: about four years.
    const years = index % 6 === 0 ? random.integer(5, 16) : random.integer(19, 92);
    const gender = index < women.length ? 'female' : 'male';
    return { id: idOf(given, family), given, family, gender, birthDate: dateBefore(years * 365 + random.integer(1, 364)) };
  });
  return [...named, ...made].map((person, index) => ({ ...person, idPrefix: idPrefixOf(person.id, index) }));
};
