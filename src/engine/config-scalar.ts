/** What a plain YAML scalar stands for in Pulumi's configuration: whole numbers keep all their digits. */
export type ConfigScalar = string | boolean | number | bigint | null;

const words = new Map<string, ConfigScalar>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);

const integer = /^([-+]?)(0b[01]+|0o?[0-7]+|0x[0-9a-f]+|[1-9]\d*|0)$/i;
const float = /^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i;
const date = /^\d{4}-\d{1,2}-\d{1,2}([Tt ].*)?$/;
const notANumber = /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/;

const smallestInteger = -(2n ** 63n);
const largestInteger = 2n ** 64n - 1n;

/** A plain scalar that the real engine would turn into something nobody meant. */
export class AmbiguousScalarError extends Error {
  override readonly name = 'AmbiguousScalarError';
}

/**
 * A plain scalar as the real engine resolves it. Pulumi reads YAML with Go's yaml.v3, which differs from YAML 1.2: `yes` is
 * a text, `0777` an octal number, `1_000` a number.
 *
 * @throws {AmbiguousScalarError} for dates and for numbers without a value, which JSON cannot hold
 */
export function plainScalar(source: string): ConfigScalar {
  const word = words.get(source);
  if (word !== undefined) return word;
  if (date.test(source)) throw new AmbiguousScalarError('is a date to Pulumi. Put it in quotes.');
  if (notANumber.test(source))
    throw new AmbiguousScalarError('is a number without a value. Put it in quotes.');
  const digits = source.replaceAll('_', '');
  const [, sign, magnitude] = integer.exec(digits) ?? [];
  if (magnitude !== undefined) {
    const absolute = BigInt(/^0[0-7]+$/.test(magnitude) ? `0o${magnitude}` : magnitude.toLowerCase());
    const value = sign === '-' ? -absolute : absolute;
    if (value >= smallestInteger && value <= largestInteger) return value;
  }
  return float.test(digits) ? Number(digits) : source;
}
