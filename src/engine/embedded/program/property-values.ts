import { runtime } from '@pulumi/pulumi';
import type { Properties } from '../../../management/properties/property-rules.ts';

/** Stands where a preview cannot know a value: it comes from something that is yet to be created. */
export const notYetKnown: unique symbol = Symbol('unknown');

/** Properties without Pulumi's wrappings. */
export interface PropertyValues {
  /** Plain JSON, with {@link notYetKnown} where a value is not known. */
  readonly values: Properties;
  /** The names of the top-level properties that are secret, as a whole or in part. */
  readonly secrets: readonly string[];
}

/** Unwraps what Pulumi sends: secrets and unknowns are marked by objects and texts of a fixed kind. */
export function decodeProperties(encoded: Properties): PropertyValues {
  const secrets: string[] = [];
  const values = Object.entries(encoded).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const decoded = decode(value);
    if (decoded.secret) secrets.push(name);
    return [[name, decoded.value] as const];
  });
  return { values: Object.fromEntries(values), secrets };
}

/** Wraps properties as Pulumi expects them. */
export function encodeProperties({ values, secrets }: PropertyValues): Properties {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      secrets.includes(name)
        ? { [runtime.specialSigKey]: runtime.specialSecretSig, value: encode(value) }
        : encode(value),
    ]),
  );
}

/** Whether a value is not known, as a whole or in part. */
export function isUnknown(value: unknown): boolean {
  if (value === notYetKnown) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(isUnknown);
}

function decode(value: unknown): { readonly value: unknown; readonly secret: boolean } {
  if (value === runtime.unknownValue) return { value: notYetKnown, secret: false };
  if (typeof value !== 'object' || value === null) return { value, secret: false };
  if (Array.isArray(value)) {
    const items = value.map(decode);
    return { value: items.map((item) => item.value), secret: items.some((item) => item.secret) };
  }
  const signature = (value as Properties)[runtime.specialSigKey];
  if (signature === runtime.specialSecretSig)
    return { ...decode((value as Properties)['value']), secret: true };
  if (signature !== undefined) {
    throw new TypeError(
      'The program passes an asset, an archive or a resource as a value; pass plain values and outputs.',
    );
  }
  const { values, secrets } = decodeProperties(value as Properties);
  return { value: values, secret: secrets.length > 0 };
}

function encode(value: unknown): unknown {
  if (value === notYetKnown) return runtime.unknownValue;
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, encode(member)]));
}
