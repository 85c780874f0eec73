import * as auth0 from '@pulumi/auth0';
import { type ReportViolation, type ResourceValidationPolicy, validateResourceOfType } from '@pulumi/policy';
import { type Guardrail, guardrails } from '../infra/guardrails.ts';

/** What holds in production alone is off until the pack's configuration turns it on: no pack can tell which stacks are production. */
const levelOf = (productionOnly: boolean) => (productionOnly ? 'disabled' : 'mandatory');

function tell(name: string, breaches: readonly string[], report: ReportViolation): void {
  for (const breach of breaches) report(`${name} ${breach}`);
}

/** A guardrail, asked of each resource by its logical name. */
function policyOf({
  id,
  description,
  productionOnly = false,
  ...judges
}: Guardrail): ResourceValidationPolicy {
  const { application, api, grant } = judges;
  const asked = [
    application &&
      validateResourceOfType(auth0.Client, (args, { name }, report) => tell(name, application(args), report)),
    api &&
      validateResourceOfType(auth0.ResourceServer, (args, { name }, report) => tell(name, api(args), report)),
    // Whose grant it is does not stand in it before the application has an id, so it is taken for the registrar's.
    grant &&
      validateResourceOfType(auth0.ClientGrant, (args, { name }, report) =>
        tell(name, grant(args, true), report),
      ),
  ];
  return {
    name: id,
    description,
    enforcementLevel: levelOf(productionOnly),
    validateResource: asked.filter((each) => each !== undefined),
  };
}

const protection: ResourceValidationPolicy = {
  name: 'production-protection',
  description: 'In production, no resource of Auth0 can be deleted by a run: each has the option protect.',
  enforcementLevel: levelOf(true),
  validateResource: ({ type, name, opts }, report) => {
    if (/^(?:auth0|pulumi-nodejs:dynamic\/auth0):/.test(type) && !opts.protect) {
      report(`${name} is not protected, in a production stack. Give it the option protect.`);
    }
  },
};

/** What the program holds itself to, for any Pulumi program that declares an Auth0 tenant (Pulumi "Policy packs"). */
export const policies: readonly ResourceValidationPolicy[] = [...guardrails.map(policyOf), protection];
