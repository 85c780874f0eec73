import { type Check, check, fail, pass } from './check.ts';
import { targetPart } from './evidence.ts';
import { deploy } from './remedy.ts';

const undeployed = targetPart(
  'the stack',
  (target) => target.undeployed,
  'there is no stack here that could be deployed',
);

const deployed = check({
  id: 'stack-deployed',
  title: 'The stack is deployed as its file says',
  needs: { undeployed },
  judge: ({ undeployed: settings }, target) =>
    settings.length === 0
      ? pass('the outputs agree with the settings')
      : fail(
          settings
            .map(
              ({ key, written, deployed: value }) =>
                `${key} comes to ${JSON.stringify(written)} in the file, and to ${JSON.stringify(value)} as deployed`,
            )
            .join('; '),
          deploy(
            target,
            `${settings.map(({ key }) => key).join(' and ')} in Pulumi.${target.stack}.yaml, not deployed yet`,
          ),
        ),
});

/** Whether what is asked for was sent: everything else is judged by what is deployed. */
export const stackChecks: readonly Check[] = [deployed];
