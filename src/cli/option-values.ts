import { InvalidArgumentError } from 'commander';

/** Reads a `--port`. */
export function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 65_535) return value;
  throw new InvalidArgumentError('Give a number from 1 to 65535.');
}

/** Collects the values of an option that may be given several times. */
export function repeatable(value: string, given: readonly string[] = []): readonly string[] {
  return [...given, value];
}

/** A whole number, 1 or more. */
export function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number from 1 on.');
}

/** A whole number from 1 to `most`. */
export const countTo = (most: number) => (text: string) => {
  if (/^[1-9]\d{0,8}$/.test(text) && Number(text) <= most) return Number(text);
  throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
};

/** A length of time in milliseconds, from `90s` or `10m`. */
export function time(text: string): number {
  const [, amount, unit = ''] = /^([1-9]\d{0,5})([smh])$/.exec(text) ?? [];
  if (amount === undefined) throw new InvalidArgumentError('Give a number, and s, m or h, such as 10m.');
  return Number(amount) * (unitMs[unit] ?? 0);
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** How far a clock is moved, in milliseconds, from `+2h` or `-30d`. */
export function clockOffset(text: string): number {
  const [, sign, amount, unit = ''] = /^([+-])(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (sign === undefined)
    throw new InvalidArgumentError('Give + or -, a number, and s, m, h or d, such as +2h.');
  return Number(`${sign}${amount}`) * (unitMs[unit] ?? 0);
}

/** How long ago, in milliseconds, from `30d` or `12h`. */
export function age(text: string): number {
  const [, amount, unit = ''] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? [];
  if (amount === undefined) throw new InvalidArgumentError('Give a number, and s, m, h or d, such as 30d.');
  return Number(amount) * (unitMs[unit] ?? 0);
}
