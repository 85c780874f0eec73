import { type DoctorCheck, ok, problem, type Diagnosis } from '../check.ts';

/** More makes tokens that are new look expired, or not yet valid. */
const largestSkewSeconds = 60;

/** This machine and the tenant agree on the time. */
export const clock: DoctorCheck = {
  id: 'clock',
  title: "This machine's clock is right",
  after: ['domain'],
  examine: async (facts): Promise<Diagnosis> => {
    const { headers, askedAtMs, answeredAtMs } = await facts.metadata();
    const tenantMs = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(tenantMs))
      return { status: 'unknown', detail: 'The tenant does not say what time it is.' };
    // The header has whole seconds, of some moment while the request was on its way.
    const ahead = askedAtMs - (tenantMs + 1000);
    const behind = tenantMs - answeredAtMs;
    const seconds = Math.round(Math.max(ahead, behind, 0) / 1000);
    if (seconds <= largestSkewSeconds) return ok(`It is the tenant's to ${Math.max(seconds, 1)} s.`);
    return problem(
      `It is ${seconds} s ${ahead > behind ? 'ahead of' : 'behind'} the tenant's, and tokens will not be taken for valid.`,
      {
        steps: [
          "Have the system set its clock by the network: timedatectl set-ntp true, or Date & Time in the system's settings.",
        ],
      },
    );
  },
};
