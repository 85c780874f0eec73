import { protectionPath } from '../../management/resources/protection/attack-protection.ts';
import { toWire } from '../../management/properties/property-rules.ts';
import { resourceType, tokens } from '../../management/resources/resource-types.ts';
import { rulesOf } from '../tenant/live-resource.ts';
import type { SafetyRule } from '../safety/safety-rule.ts';

/** Deletes an entity with Auth0's own CLI. */
export function deleteCommand(type: string, id: string): string {
  return `auth0 api delete ${endpointOf(type, id)}`;
}

/**
 * Sets a property to its safe value with Auth0's own CLI; where the safe value is more than one command can know, opens
 * what has to be looked at.
 */
export function makeSafeCommand(type: string, id: string, { path, safe }: SafetyRule): string {
  const [first = '', ...rest] = path.split('.');
  const isProtection = type === tokens.attackProtection;
  const isValue = typeof safe !== 'string' || safe === '' || safe === 'true' || safe === 'false';
  // A connection's options are replaced as a whole: a command that states one would drop the others.
  if (!isValue || type === tokens.connection) {
    return isProtection ? `auth0 api get ${protectionEndpoint(first)}` : openCommand(type, id);
  }
  const wire = toWire(nested([first, ...rest], safe), rulesOf(type));
  // Each protection is a document of its own.
  return isProtection
    ? patchCommand(protectionEndpoint(first), Object.values(wire)[0])
    : patchCommand(endpointOf(type, id), wire);
}

const protectionEndpoint = (property: string) => protectionPath(property).slice(1);

const patchCommand = (endpoint: string, body: unknown) =>
  `auth0 api patch ${endpoint} --data '${JSON.stringify(body)}'`;

function nested([member = '', ...rest]: readonly string[], value: unknown): Record<string, unknown> {
  return { [member]: rest.length === 0 ? value : nested(rest, value) };
}

/** Opens what has to be looked at before anybody changes it. */
export function openCommand(type: string, id: string): string {
  if (type === tokens.client || type === tokens.clientCimd) return `auth0 apps open ${id}`;
  if (type === tokens.resourceServer) return `auth0 apis open ${id}`;
  return `auth0 api get ${endpointOf(type, id)}`;
}

const endpointOf = (type: string, id: string) => resourceType(type).pathOf(id).slice(1);
