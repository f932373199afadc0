/** Numbers as a person reads them: with their unit, and a dash where there is none. */

export const absent = '—';

/** `negative`: what rounds to zero is zero, not minus zero. */
const decimals = (least: number, most: number) =>
  new Intl.NumberFormat('en-US', {
    minimumFractionDigits: least,
    maximumFractionDigits: most,
    signDisplay: 'negative',
  });
const two = decimals(2, 2);
const upToTwo = decimals(0, 2);
const upToFour = decimals(0, 4);
const upToSix = decimals(0, 6);

type Figure = number | null | undefined;
const shown = (value: Figure, write: (value: number) => string): string =>
  value === null || value === undefined ? absent : write(value);

/** A fraction as per cent. */
export const percent = (value: Figure): string => shown(value, (it) => `${two.format(it * 100)} %`);
export const ratio = (value: Figure): string => shown(value, (it) => two.format(it));
export const money = (value: Figure, currency: string): string => shown(value, (it) => `${two.format(it)} ${currency}`);
export const count = (value: Figure): string => shown(value, (it) => upToTwo.format(it));
export const days = (value: Figure): string => shown(value, (it) => `${upToTwo.format(it)} days`);
/** For a glance. */
export const short = (value: Figure): string => shown(value, (it) => upToFour.format(it));
/** As many decimals as it has, up to six. */
export const plain = (value: Figure): string => shown(value, (it) => upToSix.format(it));

/** `2004-08-19`, or with hours and minutes where those say something. */
export function moment(iso: string): string {
  const [day, time] = iso.split('T');
  return time === undefined || /^00:00:00(\.0+)?Z$/.test(time) ? day : `${day} ${time.slice(0, 5)}`;
}

/** `max_drawdown` → `Max drawdown`. */
export function label(wireName: string): string {
  const words = wireName.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
