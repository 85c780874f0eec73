import type { DatabaseOptions } from '../../rules/database-options.ts';
import { invalidBody } from '../errors.ts';

interface Attribute {
  readonly identifier?: { readonly active?: boolean };
  readonly profile_required?: boolean;
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
