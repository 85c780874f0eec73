import type { DatabaseOptions } from '../../rules/connections/database-options.ts';
import { invalidBody } from '../errors.ts';

interface Attribute {
  readonly identifier?: { readonly active?: boolean };
  readonly profile_required?: boolean;
  readonly unique?: boolean;
  readonly signup?: { readonly status?: string };
}

/** Refuses attributes that contradict each other or the older options. Source: Auth0, "Flexible Identifiers and Attributes". */
export function checkAttributes(options: DatabaseOptions): void {
  const attributes = options['attributes'] as Readonly<Record<string, Attribute>> | undefined;
  if (!attributes) return;
  if (options['requires_username'] === true) {
    throw invalidBody('Cannot set both options.attributes and options.requires_username');
  }
  if (options['validation'] !== undefined) {
    throw invalidBody('Cannot set both options.attributes and options.validation');
  }
  const all = Object.entries(attributes);
  if (!all.some(([, { identifier }]) => identifier?.active === true)) {
    throw invalidBody('attributes must contain one active identifier');
  }
  for (const [name, { profile_required: required, signup }] of all) {
    if (required === true && signup?.status !== 'required') {
      throw invalidBody(`attribute ${name} must also be required on signup`);
    }
  }
}

/** Refuses e-mail addresses that several users share where each has had its own so far. */
export function checkAddedAttributes(before: DatabaseOptions, options: DatabaseOptions): void {
  const [had, has] = [before, options].map(
    (from) => (from['attributes'] as Readonly<Record<string, Attribute>> | undefined)?.['email'],
  );
  if (had === undefined && has?.unique === false) throw invalidBody('cannot add non-unique email attribute');
}
