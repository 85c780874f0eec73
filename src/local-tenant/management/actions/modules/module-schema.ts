import * as z from 'zod';

const text = z.string();
const content = {
  secrets: z.array(z.strictObject({ name: text, value: text })),
  dependencies: z.array(z.strictObject({ name: text, version: text })),
};

/** `POST /actions/modules`. Source: Management API v2, `CreateActionModuleRequestContent`. */
export const createModuleBody = z.strictObject({
  name: text.min(1),
  code: text,
  secrets: content.secrets.default([]),
  dependencies: content.dependencies.default([]),
  api_version: text.exactOptional(),
  publish: z.boolean().default(false),
});

/** `PATCH /actions/modules/{id}`. Source: Management API v2, `UpdateActionModuleRequestContent`. */
export const updateModuleBody = z.strictObject({
  code: text.exactOptional(),
  secrets: content.secrets.exactOptional(),
  dependencies: content.dependencies.exactOptional(),
});

/** `POST /actions/modules/{id}/rollback`. Source: Management API v2, `RollbackActionModuleRequestContent`. */
export const rollbackModuleBody = z.strictObject({ module_version_id: text });
