// Everything happened before this moment, so that the data are the same whenever the demo runs.
const reference = Date.UTC(2026, 0, 15, 8);
const day = 86_400_000;

/** The date so many days before the reference date, 2026-01-15. */
export const dateBefore = (days: number): string => new Date(reference - days * day).toISOString().slice(0, 10);

/** The instant so many days before the reference date, so many minutes after eight in the morning. */
export const instantBefore = (days: number, minutes: number): string => `${new Date(reference - days * day + minutes * 60_000).toISOString().slice(0, 19)}Z`;

/** Years from a date of birth to the reference date. */
export const ageOf = (birthDate: string): number => Math.floor((reference - Date.parse(birthDate)) / (365.25 * day));
