import { type DoctorCheck, ok, problem } from '../check.ts';

/** What `engines` of the package says. */
export const oldestNode = { major: 20, minor: 19 } as const;

/** Node is one that this tool and the program run on. */
export const nodeVersion: DoctorCheck = {
  id: 'node-version',
  title: 'Node is recent enough',
  after: [],
  examine: ({ subject }) => {
    const [major = 0, minor = 0] = subject.nodeVersion.split('.').map(Number);
    const { major: oldest, minor: oldestMinor } = oldestNode;
    if (major > oldest || (major === oldest && minor >= oldestMinor))
      return ok(`Node ${subject.nodeVersion}.`);
    return problem(
      `This is Node ${subject.nodeVersion}, and ${oldest}.${oldestMinor} is needed, or a later one.`,
      {
        steps: ['Install the LTS release of Node: https://nodejs.org/en/download'],
      },
    );
  },
};
