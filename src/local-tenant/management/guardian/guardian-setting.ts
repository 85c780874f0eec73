import * as z from 'zod';

type Fields = Readonly<Record<string, unknown>>;

/** What is put under one path of the API, and what is shown of it. */
export interface GuardianSetting {
  /** Where it is put, below `/api/v2`; under the others it is the same one. */
  readonly paths: readonly [string, ...string[]];
  /** `PUT` forgets what is not sent, `PATCH` keeps it. @default PUT alone */
  readonly methods?: readonly ('PUT' | 'PATCH')[];
  readonly body: z.ZodType<object>;
  /** What a GET shows, of what was put; undefined for an answer without a body. @default that, or an empty object */
  readonly shown?: (kept: Fields | undefined, path: string) => object | undefined;
  /** Whether the API has no GET of it. */
  readonly isWriteOnly?: true;
  /** What is not answered to whoever sends it. */
  readonly hidden?: readonly string[];
  /** What is read and updated, in the names of scopes. @default guardian_factors */
  readonly scope?: 'mfa_policies' | 'prompts';
}

/** A text of one character at least, or null for none. */
export const textOrNull = (maximum: number) => z.string().min(1).max(maximum).nullable().exactOptional();

/** Which of these sends messages. */
export const selectedProvider = (...providers: readonly string[]) =>
  z.strictObject({ provider: z.enum(providers) });

/** An object without the properties of these names. */
export function withoutNamed(fields: object, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
