import { execFile, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { freePort } from '../support/project/free-port.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';
import type { LoopbackStack } from './loopback-stack.ts';

const system = 'python3';
const [, minor = 0] = /^Python 3\.(\d+)/.exec(String(spawnSync(system, ['--version']).stdout)) ?? [];
/** Whether clients in Python can run here. */
export const isPythonThere = Number(minor) >= 10;
if (!isPythonThere)
  process.stderr.write('Clients in Python are skipped: no python3 from 3.10 on is on the PATH.\n');

/** MCP's SDK is tried in two versions, which takes two environments. */
const environments = {
  previous: ['mcp==1.30.0'],
  newest: ['mcp==2.3.0', 'fastmcp==4.2.3', 'authlib==1.9.10'],
};
/** The interpreter of each, once it is installed. */
const pythons = new Map<string, string>();

/** Makes the environments for the tests of a file, in folders that go with it. */
export async function installClients(): Promise<void> {
  const run = promisify(execFile);
  const installing = Object.entries(environments).map(async ([name, packages]) => {
    const folder = await temporaryFolder({ lifetime: 'run' });
    await run(system, ['-m', 'venv', folder]);
    const python = join(folder, 'bin/python');
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
    pythons.set(name, python);
  });
  await Promise.all(installing);
}

/** A client and what it does. */
interface Run {
  readonly environment: keyof typeof environments;
  /** Of the folder `python/`. */
  readonly script: string;
  /** Its command line: where the server is, and what `python/calls.py` takes. */
  readonly words: readonly string[];
  /** What it knows of the predefined application. */
  readonly client?: object;
  /** @default any free port */
  readonly redirectUri?: string;
}

/** What a client printed: links that somebody followed, and answers. */
export interface Printed {
  readonly links: readonly URL[];
  readonly answers: readonly unknown[];
}

export const anyRedirectUri = async () => `http://localhost:${await freePort()}/callback`;

/**
 * Runs a client, while somebody follows the links that it prints.
 *
 * @throws what the script ended with, or where somebody does not get in
 */
export async function runClient(
  stack: LoopbackStack,
  { environment, script, words, client, redirectUri }: Run,
): Promise<Printed> {
  const child = spawn(
    pythons.get(environment) ?? '',
    [join(import.meta.dirname, 'python', script), ...words],
    {
      env: {
        PATH: process.env['PATH'],
        PYTHONDONTWRITEBYTECODE: '1',
        SSL_CERT_FILE: stack.caFile,
        // A browser that prints the link.
        BROWSER: 'echo %s',
        REDIRECT_URI: redirectUri ?? (await anyRedirectUri()),
        ...(client !== undefined && { CLIENT: JSON.stringify(client) }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  onTestFinished(() => {
    child.kill();
  });
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      stack.follow(text).catch(reject);
    });
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${script} ended with ${code}:\n${stderr}`));
    });
    child.on('error', reject);
  });
  const lines = stdout.trim().split('\n');
  const isLink = (line: string) => line.startsWith('https:');
  return {
    links: lines.filter(isLink).map((line) => new URL(line)),
    answers: lines.filter((line) => !isLink(line)).map((line): unknown => JSON.parse(line)),
  };
}
