import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { DoctorReport } from '../../../src/doctor/report.ts';
import type { WireObject } from '../../../src/management/paging.ts';
import { commandLine } from './command-line.ts';
import type { LocalProject } from './local-project.ts';
import type { RealTenant } from '../tenants/real-tenant.ts';
import { bin } from './spawned-command.ts';

const run = promisify(execFile);

/** What one shell command did. */
export interface Ran {
  readonly exitCode: number;
  readonly output: string;
}

/** A person who has made a tenant and nothing else, and does what `doctor` says. */
export class FirstDeploy {
  /** The checks whose cure was carried out, in that order. */
  readonly cured: string[] = [];
  readonly #project: LocalProject;
  readonly #tenant: RealTenant;
  readonly #pulumiFolder: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(
    project: LocalProject,
    tenant: RealTenant,
    pulumiFolder: string,
    environment: NodeJS.ProcessEnv = {},
  ) {
    this.#project = project;
    this.#tenant = tenant;
    this.#pulumiFolder = pulumiFolder;
    const { PATH } = process.env;
    this.#environment = {
      ...environment,
      PATH: withoutPulumi(PATH ?? ''),
      HOME: project.directory,
      PULUMI_HOME: join(project.directory, '.pulumi-home'),
      NODE_EXTRA_CA_CERTS: tenant.caFile,
      SSL_CERT_FILE: tenant.caFile,
    };
  }

  /** Takes a variable out of the environment. */
  unset(name: string): void {
    delete this.#environment[name];
  }

  /** Asks the doctor and cures, until nothing is left to mend; answers the last report. */
  async walk(): Promise<DoctorReport> {
    for (;;) {
      const report = await this.doctor();
      const problem = report.findings.find(({ status }) => status === 'problem');
      if (problem === undefined) return report;
      expect(this.cured.slice(-2), `${problem.detail}\nis there still`).not.toEqual([problem.id, problem.id]);
      this.cured.push(problem.id);
      await this.#byHand[problem.id]?.();
      for (const command of problem.cure?.commands ?? []) {
        const { exitCode, output } = await this.shell(command);
        expect(exitCode, `${command}\n${output}`).toBe(0);
      }
    }
  }

  async doctor(): Promise<DoctorReport> {
    const { directory } = this.#project;
    const { stdout } = await commandLine(['-C', directory, 'doctor', '-s', 'dev', '--json'], {
      environment: this.#environment,
      project: directory,
    });
    return JSON.parse(stdout) as DoctorReport;
  }

  /**
   * Runs what was printed, with this tool by its path, and states in the project: `pulumi login --local` keeps them in the
   * home of the user database, whatever HOME says.
   */
  async shell(command: string): Promise<Ran> {
    const line = command
      .replaceAll('node bin/omnichat-auth0.js', `'${process.execPath}' '${bin}'`)
      .replaceAll('pulumi login --local', `pulumi login 'file://${this.#project.directory}'`);
    try {
      const { stdout } = await run('sh', ['-c', line], {
        cwd: this.#project.directory,
        env: this.#environment,
        maxBuffer: 16 * 1024 * 1024,
      });
      return { exitCode: 0, output: stdout };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { exitCode: code, output: stdout + stderr };
    }
  }

  /** What the steps of a cure say that a person does. */
  readonly #byHand: Readonly<Record<string, () => Promise<void>>> = {
    settings: () => this.#project.configure({}, { stack: 'dev', domain: this.#tenant.domain }),
    'dotenv-ignored': () => appendFile(join(this.#project.directory, '.gitignore'), '.env.dev\n'),
    'pulumi-cli': async () => {
      this.#environment['PATH'] = `${this.#pulumiFolder}:${this.#environment['PATH']}`;
    },
    passphrase: async () => {
      this.#environment['PULUMI_CONFIG_PASSPHRASE'] = 'correct horse battery staple';
    },
    credentials: () => this.#makeDeployer(),
    scopes: () => this.#grantMissing(),
  };

  /** Authorizes it for reading alone: who clicks through thirty scopes misses some. */
  async #makeDeployer(): Promise<void> {
    const { dashboard } = this.#tenant;
    const made = (await dashboard.post('/clients', {
      name: 'Deployer',
      app_type: 'non_interactive',
      grant_types: ['client_credentials'],
    })) as WireObject;
    await dashboard.post('/client-grants', {
      client_id: made['client_id'],
      audience: `https://${dashboard.domain}/api/v2/`,
      scope: ['read:clients', 'read:roles'],
    });
    this.#environment['AUTH0_CLIENT_ID'] = String(made['client_id']);
    this.#environment['AUTH0_CLIENT_SECRET'] = String(made['client_secret']);
  }

  async #grantMissing(): Promise<void> {
    const { findings } = await this.doctor();
    const missing = findings.flatMap(({ missingScopes = [] }) => missingScopes.map(({ scope }) => scope));
    const { dashboard } = this.#tenant;
    const [grant] = (await dashboard.get('/client-grants', {
      client_id: this.#environment['AUTH0_CLIENT_ID'] ?? '',
    })) as readonly WireObject[];
    await dashboard.patch(`/client-grants/${String(grant?.['id'])}`, {
      scope: [...((grant?.['scope'] ?? []) as readonly string[]), ...missing],
    });
  }
}

const withoutPulumi = (path: string) =>
  path
    .split(':')
    .filter((folder) => !existsSync(join(folder, 'pulumi')))
    .join(':');
