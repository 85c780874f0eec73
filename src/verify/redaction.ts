import { redact } from '../management/redaction.ts';

/** Takes secrets out of what is shown. */
export interface Redactor {
  readonly keepSecret: (secret: string) => void;
  readonly redact: (text: string) => string;
}

const jwt = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** Knows the secrets it was told, and a JWT when it sees one. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  return {
    keepSecret: (secret) => secrets.add(secret),
    redact: (text) => redact(text, [...secrets]).replace(jwt, '[redacted]'),
  };
}
