import type * as auth0 from '@pulumi/auth0';
import type { Unwrap } from '@pulumi/pulumi';
import { stepUpCode } from './step-up-action.ts';

/** When people are asked for another factor: never, or where a token is to have `ssh:execute`. */
export const stepUps = ['none', 'mfa'] as const;

/** What asks people for another factor before they get the most powerful scope. */
export interface DesiredStepUp {
  readonly stepUp?: {
    readonly action: Unwrap<auth0.ActionArgs>;
    /** That it runs at logins, after what is bound already; the id of the Action is filled in on deployment. */
    readonly binding: Omit<Unwrap<auth0.TriggerActionArgs>, 'actionId'>;
  };
}

const name = 'OmniChat step-up';
const trigger = 'post-login';

/** The step-up that the settings ask for. */
export const desiredStepUp = ({
  stepUp,
  apiIdentifier,
}: {
  readonly stepUp: (typeof stepUps)[number];
  readonly apiIdentifier: string;
}): DesiredStepUp => ({
  ...(stepUp === 'mfa' && {
    stepUp: {
      action: {
        name,
        code: stepUpCode(apiIdentifier, 'ssh:execute'),
        runtime: 'node22',
        supportedTriggers: { id: trigger, version: 'v3' },
        deploy: true,
      },
      binding: { trigger, displayName: name },
    },
  }),
});
