import { z } from 'zod';
import type { DotenvCheck } from '../../dotenv/check.ts';
import { secretManagers } from '../../text/secret-reference.ts';
import type { WrittenDotenv } from '../../dotenv/set-variables.ts';
import type { PropertyChange, DeploymentPlan, Step } from '../../engine/embedded/plan.ts';
import { reportSchema } from '../../verify/report.ts';
import type { ThirdPartyClient } from '../clients/third-party-clients.ts';
import type { RunReport } from '../deployment/reported-run.ts';
import type { Explanation } from '../printed/log-explanations.ts';

/** What commands print with `--json`, beside the reports of `verify`, `drift`, `audit` and `doctor`; published in `schemas/`. */

const version = { schemaVersion: z.literal(1) };
const texts = z.array(z.string()).readonly();

const change = z
  .strictObject({
    path: z.string().describe("In Pulumi's names: refreshToken.leeway. A list changes as a whole."),
    kind: z.enum(['add', 'change', 'remove']),
    from: z.unknown().optional(),
    to: z.unknown().optional(),
    secret: z.literal(true).exactOptional().describe('Its values are left out.'),
    unknown: z.literal(true).exactOptional().describe('It comes of something that is yet to be made.'),
  })
  .readonly() satisfies z.ZodType<PropertyChange>;

const operation = z.enum(['create', 'update', 'replace', 'delete', 'same']);

const step = z
  .strictObject({
    op: operation,
    urn: z.string(),
    type: z.string().describe("Pulumi's type token."),
    name: z.string().describe('The logical name in the program.'),
    id: z.string().exactOptional().describe('At Auth0; absent until there is one.'),
    changes: z.array(change).readonly(),
    replaceBecause: texts.exactOptional(),
    retained: z.literal(true).exactOptional().describe('With delete: the tenant keeps it.'),
  })
  .readonly() satisfies z.ZodType<Step>;

const plan = z
  .strictObject({
    ...version,
    stack: z.string(),
    steps: z.array(step).readonly(),
    summary: z.record(operation, z.int().nonnegative()),
    outputs: z.record(
      z.string(),
      z.strictObject({
        value: z.unknown().optional(),
        secret: z.literal(true).exactOptional(),
        unknown: z.literal(true).exactOptional(),
      }),
    ),
    outputChanges: z.array(change).readonly(),
  })
  .readonly() satisfies z.ZodType<DeploymentPlan>;

const writtenDotenv = {
  path: z.string(),
  outcome: z.enum(['created', 'updated', 'unchanged']),
  changed: texts.describe('The variables that changed.'),
  kept: texts.describe('Those that stand for a value in a secret manager, and stayed.'),
};

/** `preview`, `up`, `destroy` and `start`, run by the embedded engine. */
export const runReportSchema = z
  .strictObject({
    ...version,
    operation: z.enum(['preview', 'up', 'destroy']),
    stack: z.string(),
    domain: z.string(),
    plan,
    durationMs: z.int().nonnegative(),
    dotenv: z
      .strictObject(writtenDotenv)
      .readonly()
      .exactOptional()
      .describe('Of up without --deploy-only, and of start.') satisfies z.ZodType<WrittenDotenv | undefined>,
    closed: texts.exactOptional().describe('Of destroy: what it turned off, of what lets clients in.'),
    verification: reportSchema.exactOptional().describe('The same.'),
  })
  .readonly()
  .meta({ title: 'Run report of omnichat-auth0' }) satisfies z.ZodType<RunReport>;

/** `env --check`. */
export const dotenvCheckSchema = z.strictObject({
  ...version,
  path: z.string(),
  upToDate: z.boolean(),
  variables: z
    .array(
      z
        .strictObject({
          name: z.string(),
          state: z.enum(['ok', 'missing', 'stale', 'refused', 'reference']),
          manager: z.enum(secretManagers).exactOptional().describe('Of a reference: who keeps its value.'),
        })
        .readonly(),
    )
    .readonly(),
}) satisfies z.ZodType<DotenvCheck>;

/** `env`, and `env --check`. */
export const envReportSchema = z
  .union([
    z.strictObject({ ...version, ...writtenDotenv }).readonly() satisfies z.ZodType<WrittenDotenv>,
    dotenvCheckSchema.readonly(),
  ])
  .meta({ title: 'Report of env, by omnichat-auth0' });

/** `rotate`. */
export const rotateReportSchema = z
  .strictObject({
    ...version,
    application: z.enum(['connector', 'registrar']),
    clientId: z.string(),
    file: z.string().nullable().describe('The .env that has the new secret; null where there is none.'),
    next: texts.describe('The commands that are to be run after it, in order.'),
  })
  .readonly()
  .meta({ title: 'Report of rotate, by omnichat-auth0' });

const client = z
  .strictObject({
    clientId: z.string(),
    name: z.string(),
    declared: z.boolean(),
    mayAskFor: texts,
    firstSeen: z.string().exactOptional().describe('Its earliest event in the log, ISO 8601.'),
    registrationSeen: z.boolean().describe('Whether that event is its registration.'),
    lastSeen: z.string().exactOptional(),
  })
  .readonly() satisfies z.ZodType<ThirdPartyClient>;

const logSince = z
  .string()
  .nullable()
  .describe('From when on the log tells, ISO 8601; null where it is empty.');

/** `clients list`, and `clients prune`. */
export const clientsReportSchema = z
  .union([
    z.strictObject({ ...version, logSince, clients: z.array(client).readonly() }).readonly(),
    z
      .strictObject({
        ...version,
        logSince,
        mayGo: z.array(client).readonly(),
        deleted: texts.describe('Client ids; with --delete.'),
        kept: z
          .array(z.strictObject({ clientId: z.string(), name: z.string(), why: z.string() }).readonly())
          .readonly(),
      })
      .readonly(),
  ])
  .meta({ title: 'Report of clients, by omnichat-auth0' });

/** `logs`: each line. */
export const logEventSchema = z
  .looseObject({
    ...version,
    log_id: z.string(),
    date: z.string(),
    type: z.string().describe("Auth0's code."),
    explanation: z
      .strictObject({
        sentence: z.string(),
        check: z.string().exactOptional().describe('The command that finds its cause, without the stack.'),
      })
      .exactOptional()
      .describe(
        'Absent of an event that is nothing about logins, tokens and registrations.',
      ) satisfies z.ZodType<Explanation | undefined>,
  })
  .meta({ title: "Event of a tenant's log, by omnichat-auth0" });

/** `mend`. */
export const mendReportSchema = z
  .strictObject({
    ...version,
    domain: z.string(),
    changed: z.boolean().describe('false: the tenant was as it should be.'),
    address: z.string().exactOptional().describe('What it was about, below /api/v2/.'),
    effect: z.string().exactOptional(),
    properties: z
      .array(
        z.strictObject({ key: z.string(), before: z.unknown().optional(), after: z.unknown() }).readonly(),
      )
      .readonly(),
  })
  .readonly()
  .meta({ title: 'Report of mend, by omnichat-auth0' });
