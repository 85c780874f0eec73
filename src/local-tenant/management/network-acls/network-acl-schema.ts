import * as z from 'zod';

const yes = z.literal(true).exactOptional();
const items = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).exactOptional();
const texts = items(z.string());
const ipv4 = items(z.union([z.ipv4(), z.cidrv4()]));
const ipv6 = items(z.union([z.ipv6(), z.cidrv6()]));

/** What a request is looked at for. */
const signals = z.strictObject({
  asns: items(z.int()),
  auth0_managed: texts,
  connecting_ipv4_cidrs: ipv4,
  connecting_ipv6_cidrs: ipv6,
  geo_country_codes: texts,
  geo_subdivision_codes: texts,
  hostnames: texts,
  ipv4_cidrs: ipv4,
  ipv6_cidrs: ipv6,
  ja3_fingerprints: texts,
  ja4_fingerprints: texts,
  user_agents: texts,
});

const rule = z.strictObject({
  action: z.strictObject({
    allow: yes,
    block: yes,
    log: yes,
    redirect: yes,
    redirect_uri: z.string().min(1).max(2000).exactOptional(),
  }),
  match: signals.exactOptional(),
  not_match: signals.exactOptional(),
  scope: z.enum(['management', 'authentication', 'tenant', 'dynamic_client_registration']),
});

const description = z.string().max(255);
const priority = z.int().min(1).max(100);

/** `POST` and `PUT`. Source: Management API v2, `CreateNetworkAclRequestContent`; `auth0_managed` as recorded. */
export const networkAclBody = z.strictObject({
  description,
  active: z.boolean(),
  priority: priority.default(50),
  rule,
});

/** `PATCH`: any part of it; the rule as a whole. */
export const networkAclChange = z.strictObject({
  description: description.exactOptional(),
  active: z.boolean().exactOptional(),
  priority: priority.exactOptional(),
  rule: rule.exactOptional(),
});
