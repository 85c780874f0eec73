import { execFileSync } from 'node:child_process';

/**
 * Why whole runs with the official engine cannot be made here, or undefined where they can.
 *
 * @throws when `REQUIRE_PULUMI=1` asks for them
 */
export function pulumiIsMissing(): string | undefined {
  try {
    execFileSync('pulumi', ['version'], { stdio: 'pipe' });
    return undefined;
  } catch {
    const reason = 'pulumi is not on the PATH (https://www.pulumi.com/docs/install/)';
    if (process.env['REQUIRE_PULUMI'] === '1') throw new Error(`REQUIRE_PULUMI=1, and ${reason}.`);
    process.stderr.write(`Skipped: whole runs with the official engine, because ${reason}.\n`);
    return reason;
  }
}
