import { spawn } from 'node:child_process';
import { isLoopbackHost } from '../../../infra/settings/settings.ts';
import { browserLoginMs, createBrowserUser } from '../../verify/login/browser-user.ts';
import type { UserAgent } from '../../verify/login/user-agent.ts';
import type { Target } from '../../verify/target.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import type { GlobalOptions, Invocation } from '../invocation.ts';

/**
 * A person who logs in with the browser of this machine; the address is printed too. Where there is no application, only clients
 * that register themselves need the login, and any port will do.
 *
 * @throws {CliError} when nobody may be asked, or the application redirects to nothing on this machine
 */
export function browserUser(
  target: Target,
  { input }: Pick<GlobalOptions, 'input'>,
  { terminal, interrupted }: Invocation,
): Promise<UserAgent> {
  const redirectUri =
    target.application === undefined
      ? anyPort
      : target.application.redirectUris.find(
          (uri) => uri.startsWith('http:') && isLoopbackHost(new URL(uri).host),
        );
  if (!input) {
    throw new CliError('--login asks a person, and --no-input forbids that. Leave one of them out.', {
      exitCode: exitCodes.usage,
    });
  }
  if (redirectUri === undefined) {
    throw new CliError(
      'The application allows no redirect to this machine, where the login is received. Outside production, ' +
        'add http://localhost:3000/callback to omnichat:callbackUrls; in production, leave --login out.',
    );
  }
  return createBrowserUser({
    redirectUri,
    interrupted,
    open: (url) => {
      terminal.progress(
        `Log in with your browser, within ${browserLoginMs / 60_000} minutes; Ctrl-C gives up:\n  ${url.href}`,
      );
      openInBrowser(url);
    },
  });
}

/** RFC 8252 §7.3. */
const anyPort = 'http://127.0.0.1:0/callback';

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Where there is no browser to open, the person has the address. */
export function openInBrowser(url: URL): void {
  const [program, ...leading] = openers[process.platform] ?? ['xdg-open'];
  spawn(program, [...leading, url.href], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
