import { join } from 'node:path';
import { parseSettings } from '../../../infra/settings/settings.ts';
import { examine } from '../../../src/doctor/examine.ts';
import { type DoctorFinding, doctorReportSchema } from '../../../src/doctor/report.ts';
import type { Subject } from '../../../src/doctor/subject.ts';
import { temporaryFolder } from '../project/temporary-folder.ts';

/** Settings of which nothing is to be said. */
const linkable = {
  'omnichat:resourceUrl': 'https://omnichat.example/api',
  'omnichat:apiIdentifier': 'https://omnichat.example/api',
};

/** The folders of a tenant that has none: no run holds anything there. */
export const noFolders = { directory: '/nowhere', backend: 'file:///nowhere' };

/** A stack `dev` with a folder of its own, of a tenant that cannot be reached unless `subject` says where it is. */
export async function subjectOf(
  subject: Partial<Subject> = {},
  config: Readonly<Record<string, string>> = {},
): Promise<Subject> {
  const directory = await temporaryFolder();
  const settings = parseSettings({ 'auth0:domain': '0.0.0.0:1', ...linkable, ...config }, 'dev');
  return {
    stack: 'dev',
    directory,
    environment: {},
    nodeVersion: '20.19.0',
    configuration: { project: 'omnichat-auth0', stackFile: join(directory, 'Pulumi.dev.yaml'), settings },
    ...subject,
  };
}

/** What the examination finds, by the checks' ids; held to the published schema. */
export async function findingsOf(
  subject: Subject,
  { fix = false }: { readonly fix?: boolean } = {},
): Promise<Readonly<Record<string, DoctorFinding>>> {
  const report = doctorReportSchema.parse(JSON.parse(JSON.stringify(await examine(subject, { fix }))));
  return Object.fromEntries(report.findings.map((finding) => [finding.id, finding]));
}
