import * as z from 'zod';
import { triggers } from './triggers.ts';

const text = z.string();

export const triggerName = z.enum(triggers.map(({ id }) => id));

const supportedTriggers = z
  .array(
    z.strictObject({
      id: triggerName,
      version: text.exactOptional(),
      status: text.exactOptional(),
      runtimes: z.array(text).exactOptional(),
      default_runtime: text.exactOptional(),
      compatible_triggers: z.array(z.looseObject({ id: triggerName, version: text })).exactOptional(),
      binding_policy: z.enum(['trigger-bound', 'entity-bound']).exactOptional(),
    }),
  )
  .min(1);

const dependencies = z.array(
  z.strictObject({
    name: text.exactOptional(),
    version: text.exactOptional(),
    registry_url: text.exactOptional(),
  }),
);

const modules = z
  .array(
    z.strictObject({
      module_id: text.exactOptional(),
      module_name: text.exactOptional(),
      module_version_id: text.exactOptional(),
      module_version_number: z.int().exactOptional(),
    }),
  )
  .exactOptional();

const secrets = z.array(z.looseObject({ name: text, value: text.exactOptional() }));

/** `POST /actions/actions`. Source: Management API v2, `CreateActionRequestContent`. */
export const createActionBody = z.strictObject({
  name: text,
  supported_triggers: supportedTriggers,
  code: text.default(''),
  dependencies: dependencies.default([]),
  // As recorded in 2026.
  runtime: text.default('node22'),
  secrets: secrets.default([]),
  modules,
  deploy: z.boolean().default(false),
});

/** `PATCH /actions/actions/{id}`. Source: Management API v2, `UpdateActionRequestContent`. */
export const updateActionBody = z.strictObject({
  name: text.exactOptional(),
  supported_triggers: supportedTriggers.exactOptional(),
  code: text.exactOptional(),
  dependencies: dependencies.exactOptional(),
  runtime: text.exactOptional(),
  secrets: secrets.exactOptional(),
  modules,
});

/** `PATCH /actions/triggers/{triggerId}/bindings`. Source: Management API v2, `UpdateActionBindingsRequestContent`. */
export const bindingsBody = z.strictObject({
  bindings: z
    .array(
      z.strictObject({
        ref: z.looseObject({ type: z.enum(['action_id', 'action_name']), value: text }),
        display_name: text.exactOptional(),
      }),
    )
    .default([]),
});

/** `POST /actions/actions/{actionId}/versions/{id}/deploy`. Source: Management API v2, `DeployActionVersionRequestContent`. */
export const deployVersionBody = z.strictObject({ update_draft: z.boolean().exactOptional() }).nullable();
