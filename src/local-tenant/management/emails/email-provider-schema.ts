import { isIP } from 'node:net';
import * as z from 'zod';
import { format, jsonObject, propertyCount } from '../validation.ts';

const text = z.string().min(1);
const apiKey = { api_key: text };
const region = z.enum(['eu']).nullable().exactOptional();
const host = format('hostname-rfc2181', (name) => isIP(name) !== 0 || /^[^\s/:]{1,255}$/.test(name));

/** What each provider is spoken to with. Source: Management API v2, `POST /emails/provider`, and its SDK for Node 7.1. */
const credentials = {
  mailgun: z.strictObject({ ...apiKey, domain: z.string().min(4), region }),
  mandrill: z.strictObject(apiKey),
  sendgrid: z.strictObject(apiKey),
  resend: z.strictObject(apiKey),
  ses: z.strictObject({ accessKeyId: text, secretAccessKey: text, region: text }),
  sparkpost: z.strictObject({ ...apiKey, region }),
  smtp: z.strictObject({ smtp_host: host, smtp_port: z.int(), smtp_user: text, smtp_pass: text }),
  azure_cs: z.strictObject({ connectionString: text }),
  ms365: z.strictObject({ tenantId: text, clientId: text, clientSecret: text }),
  custom: z.strictObject({}),
};

type ProviderName = keyof typeof credentials;

const common = {
  enabled: z.boolean().exactOptional(),
  default_from_address: z.string().exactOptional(),
  settings: jsonObject.nullable().exactOptional(),
};
const name = z.enum(Object.keys(credentials) as [ProviderName]);

/** `POST /emails/provider`, before its credentials are looked at. */
export const createEmailProviderBody = z.strictObject({ ...common, name, credentials: jsonObject });

/** `PATCH /emails/provider`, likewise. */
export const updateEmailProviderBody = z
  .strictObject({ ...common, name: name.exactOptional(), credentials: jsonObject.exactOptional() })
  .check(propertyCount({ minimum: 1 }));

/** The credentials of a provider that is set up. */
export function credentialsBody(
  provider: string,
): z.ZodType<{ readonly credentials: Readonly<Record<string, unknown>> }> {
  return z.strictObject({ credentials: credentials[provider as ProviderName] });
}

/** The credentials of a provider that are changed: recorded in part, without the password. */
export function changedCredentialsBody(provider: string): z.ZodType<{ readonly credentials?: object }> {
  const some = credentials[provider as ProviderName].partial();
  const minimum = provider === 'custom' ? 0 : 1;
  return z.strictObject({ credentials: some.check(propertyCount({ minimum })).exactOptional() });
}
