import * as z from 'zod';

const text = z.string().exactOptional();
const flag = z.boolean().exactOptional();
const seconds = z.int().min(0).exactOptional();
const anything = z.looseObject({}).exactOptional();
const salesforceApi = z
  .looseObject({ clientid: text, principal: text, communityName: text, community_url_section: text })
  .exactOptional();

/** The other services that an application logs people into. Source: Management API v2, `ClientAddons`. */
export const clientAddons = z.strictObject({
  aws: z
    .looseObject({
      principal: text,
      role: text,
      lifetime_in_seconds: z.int().min(900).max(43_200).exactOptional(),
    })
    .exactOptional(),
  azure_blob: z
    .looseObject({
      accountName: z
        .string()
        .regex(/^([a-z0-9]){3,24}$/)
        .exactOptional(),
      storageAccessKey: z
        .string()
        .regex(/^([A-Za-z0-9+/]){86}==$/)
        .exactOptional(),
      containerName: z
        .string()
        .regex(/^([a-z0-9]){1}([a-z0-9-]){2,62}$/)
        .exactOptional(),
      blobName: z
        .string()
        .regex(/^(.){1,1024}$/)
        .exactOptional(),
      expiration: seconds,
      signedIdentifier: text,
      blob_read: flag,
      blob_write: flag,
      blob_delete: flag,
      container_read: flag,
      container_write: flag,
      container_delete: flag,
      container_list: flag,
    })
    .exactOptional(),
  azure_sb: z
    .looseObject({
      namespace: text,
      sasKeyName: text,
      sasKey: text,
      entityPath: text,
      expiration: z.int().exactOptional(),
    })
    .exactOptional(),
  box: anything,
  cloudbees: anything,
  concur: anything,
  dropbox: anything,
  echosign: z.looseObject({ domain: text }).exactOptional(),
  egnyte: z.looseObject({ domain: text }).exactOptional(),
  firebase: z
    .looseObject({
      secret: text,
      private_key_id: text,
      private_key: text,
      client_email: text,
      lifetime_in_seconds: z.int().exactOptional(),
    })
    .exactOptional(),
  layer: z
    .looseObject({
      providerId: z.string(),
      keyId: z.string(),
      privateKey: z.string(),
      principal: text,
      expiration: seconds,
    })
    .exactOptional(),
  mscrm: z.looseObject({ url: z.string() }).exactOptional(),
  newrelic: z.looseObject({ account: text }).exactOptional(),
  oag: z.strictObject({}).nullable().exactOptional(),
  office365: z.looseObject({ domain: text, connection: text }).exactOptional(),
  rms: z.looseObject({ url: z.string() }).exactOptional(),
  salesforce: z.looseObject({ entity_id: text }).exactOptional(),
  salesforce_api: salesforceApi,
  salesforce_sandbox_api: salesforceApi,
  samlp: z
    .looseObject({
      mappings: z.record(z.string(), z.unknown()).exactOptional(),
      audience: text,
      recipient: text,
      createUpnClaim: flag,
      mapUnknownClaimsAsIs: flag,
      passthroughClaimsWithNoMapping: flag,
      mapIdentities: flag,
      signatureAlgorithm: text,
      digestAlgorithm: text,
      issuer: text,
      destination: text,
      lifetimeInSeconds: z.int().exactOptional(),
      signResponse: flag,
      nameIdentifierFormat: text,
      nameIdentifierProbes: z.array(z.string().min(1)).exactOptional(),
      authnContextClassRef: text,
    })
    .exactOptional(),
  sap_api: z
    .looseObject({
      clientid: text,
      usernameAttribute: text,
      tokenEndpointUrl: text,
      scope: text,
      servicePassword: text,
      nameIdentifierFormat: text,
    })
    .exactOptional(),
  sentry: z.looseObject({ org_slug: text, base_url: text }).exactOptional(),
  sharepoint: z
    .looseObject({
      url: text,
      external_url: z.union([z.array(z.string()), z.string()]).exactOptional(),
    })
    .exactOptional(),
  slack: z.looseObject({ team: z.string() }).exactOptional(),
  springcm: z.looseObject({ acsurl: text }).exactOptional(),
  sso_integration: z.looseObject({ name: text, version: text }).exactOptional(),
  wams: z.looseObject({ masterkey: text }).exactOptional(),
  wsfed: anything,
  zendesk: z.looseObject({ accountName: text }).exactOptional(),
  zoom: z.looseObject({ account: text }).exactOptional(),
});
