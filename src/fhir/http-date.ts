const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const time = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)';
// The form of today, and the two that a recipient must know besides (RFC 9110 section 5.6.7).
const forms: readonly RegExp[] = [
  new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\\d\\d) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) ${time} GMT$`),
  new RegExp(`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\\d\\d)-(?<month>[A-Z][a-z]{2})-(?<year>\\d\\d) ${time} GMT$`),
  new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>[A-Z][a-z]{2}) (?<day>[ \\d]\\d) ${time} (?<year>\\d{4})$`),
];

/** Of a year of two digits the century: no resource is older than FHIR, and no clock says what lies far ahead. */
const yearOf = (digits: string): number => Number(digits) + (digits.length > 2 ? 0 : Number(digits) < 70 ? 2000 : 1900);

/** An HTTP date in milliseconds since the epoch; undefined for anything else (RFC 9110 section 5.6.7). */
export const parseHttpDate = (text: string): number | undefined => {
  const parts = forms.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (parts === undefined) return undefined;
  const { day = '', month = '', year = '', hour = '', minute = '', second = '' } = parts;
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  // 60 is a leap second.
  if (h > 23 || m > 59 || s > 60) return undefined;
  const midnight = Date.UTC(yearOf(year), months.indexOf(month), Number(day));
  return new Date(midnight).getUTCDate() === Number(day) && months.includes(month) ? midnight + ((h * 60 + m) * 60 + s) * 1000 : undefined;
};
