import { type DoctorCheck, ok, problem, skipped, warning } from '../check.ts';

/** Pulumi knows where it keeps states. */
export const backend: DoctorCheck = {
  id: 'backend',
  title: 'Pulumi is logged in to a backend',
  after: ['pulumi-cli'],
  examine: async (facts) => {
    if (facts.local) return skipped("The embedded engine keeps its record in the tenant's folder.");
    const login = await facts.backend();
    if (login === undefined) {
      return problem('Pulumi is logged in to no backend, and has nowhere to keep what it deployed.', {
        steps: ['For a team, log in to a shared backend instead: README.md, "Where Pulumi keeps the state".'],
        commands: ['pulumi login --local'],
      });
    }
    const { url, user } = login;
    const shown = withoutCredentials(url);
    if (facts.settings.production && url.startsWith('file:')) {
      return warning(`The state of production is to be in ${shown}, on this machine only.`, {
        steps: [
          'Log in to a backend that the team and CI share: README.md, "Where Pulumi keeps the state". Without its state, Pulumi makes every application a second time.',
        ],
      });
    }
    return ok(user === '' ? `${shown}.` : `${shown}, as ${user}.`);
  },
};

const withoutCredentials = (url: string) => url.replace(/\/\/[^/@]*@/, '//').replace(/\?.*$/, '');
