import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { connect as connectTls } from 'node:tls';
import { WebSocket } from 'undici';

/** The path of an installed Chromium, or `undefined`. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

/** One tab of a real browser, driven through the Chrome DevTools Protocol. */
export interface Tab {
  /** Opens a URL and waits until it is loaded. */
  open(url: string): Promise<void>;
  /** Types into the field with that label. */
  type(label: string, text: string): Promise<void>;
  /** Clicks the button with that name and waits until the next page is loaded. */
  click(name: string): Promise<void>;
  /** The value of a JavaScript expression in the page, or what its promise resolves with. */
  evaluate(expression: string): Promise<unknown>;
  /** What the page's accessibility tree offers to interact with: `role name`. */
  controls(): Promise<readonly string[]>;
  /** What the browser had to complain about. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

type Result = Record<string, unknown>;

/** Starts the browser; of all certificates it cannot trace back it trusts the one with that key (base64 of the SHA-256). */
export async function openTab(chromium: string, trustedKey: string): Promise<Tab> {
  const profile = await mkdtemp(join(tmpdir(), 'headless-browser-'));
  await mkdir(join(profile, 'Default'));
  // Chrome lets frames of other sites have their cookies unless its user forbids it; some builds of Chromium forbid it at first.
  await writeFile(
    join(profile, 'Default', 'Preferences'),
    JSON.stringify({ profile: { cookie_controls_mode: 0, block_third_party_cookies: false } }),
  );
  const browser = spawn(
    chromium,
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      `--ignore-certificate-errors-spki-list=${trustedKey}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = new Promise<void>((resolve) => {
    browser.once('exit', () => {
      resolve();
    });
  });
  const connection = await connect(await debuggerUrl(browser));
  const { targetInfos } = await connection.send('Target.getTargets');
  const page = (targetInfos as { type: string; targetId: string }[]).find(({ type }) => type === 'page');
  const { sessionId } = await connection.send('Target.attachToTarget', {
    targetId: page?.targetId,
    flatten: true,
  });
  const complaints: string[] = [];
  const command = (method: string, params: Result = {}): Promise<Result> =>
    connection.send(method, params, String(sessionId));
  connection.on('Log.entryAdded', ({ entry }) => complaints.push((entry as { text: string }).text));
  for (const domain of ['Page', 'Runtime', 'Log', 'Accessibility', 'DOM']) await command(`${domain}.enable`);

  const loaded = (): Promise<unknown> => connection.once('Page.loadEventFired');
  const nodes = async (): Promise<readonly AccessibilityNode[]> =>
    (await command('Accessibility.getFullAXTree'))['nodes'] as AccessibilityNode[];
  const find = async (role: string, name: string): Promise<number> => {
    const found = (await nodes()).find((node) => node.role?.value === role && node.name?.value === name);
    if (found?.backendDOMNodeId === undefined) throw new Error(`The page has no ${role} "${name}".`);
    return found.backendDOMNodeId;
  };

  return {
    complaints,
    async open(url) {
      const load = loaded();
      await command('Page.navigate', { url });
      await load;
    },
    async type(label, text) {
      await command('DOM.focus', { backendNodeId: await find('textbox', label) });
      await command('Input.insertText', { text });
    },
    async click(name) {
      await command('DOM.focus', { backendNodeId: await find('button', name) });
      const load = loaded();
      for (const type of ['keyDown', 'keyUp']) {
        await command('Input.dispatchKeyEvent', {
          type,
          key: 'Enter',
          windowsVirtualKeyCode: 13,
          text: '\r',
        });
      }
      await load;
    },
    async evaluate(expression) {
      const { result } = await command('Runtime.evaluate', { expression, awaitPromise: true });
      return (result as { value: unknown }).value;
    },
    async controls() {
      const roles = new Set(['textbox', 'button', 'heading']);
      return (await nodes())
        .filter((node) => node.ignored !== true && roles.has(node.role?.value ?? ''))
        .map((node) => `${node.role?.value} ${node.name?.value}`);
    },
    async close() {
      connection.close();
      browser.kill();
      await exited;
      await rm(profile, { recursive: true, maxRetries: 5 });
    },
  };
}

/** The SHA-256 of the public key that the server shows, as Chromium's option wants it. */
export async function publicKeyOf(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connectTls({ host: hostname, port: Number(port), rejectUnauthorized: false });
  await new Promise((resolve) => {
    socket.once('secureConnect', resolve);
  });
  const certificate = new X509Certificate(socket.getPeerCertificate().raw);
  socket.destroy();
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64');
}

interface AccessibilityNode {
  readonly ignored?: boolean;
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
  readonly backendDOMNodeId?: number;
}

interface Connection {
  send(method: string, params?: Result, sessionId?: string): Promise<Result>;
  on(event: string, listener: (params: Result) => void): void;
  once(event: string): Promise<Result>;
  close(): void;
}

async function connect(url: string): Promise<Connection> {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  const answers = new Map<number, { resolve: (result: Result) => void; reject: (error: Error) => void }>();
  const listeners = new Map<string, Set<(params: Result) => void>>();
  let last = 0;
  const on = (event: string, listener: (params: Result) => void): void => {
    listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
  };
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as {
      id?: number;
      method?: string;
      params?: Result;
      result?: Result;
      error?: { message: string };
    };
    if (message.id === undefined) {
      for (const listener of listeners.get(message.method ?? '') ?? []) listener(message.params ?? {});
    } else if (message.error === undefined) {
      answers.get(message.id)?.resolve(message.result ?? {});
    } else {
      answers.get(message.id)?.reject(new Error(message.error.message));
    }
  });
  return {
    on,
    once: (event) =>
      new Promise((resolve) => {
        const listener = (params: Result): void => {
          listeners.get(event)?.delete(listener);
          resolve(params);
        };
        on(event, listener);
      }),
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        last += 1;
        answers.set(last, { resolve, reject });
        socket.send(JSON.stringify({ id: last, method, params, sessionId }));
      }),
    close() {
      socket.close();
    },
  };
}

async function debuggerUrl(browser: ChildProcess): Promise<string> {
  if (browser.stderr === null) throw new Error('The browser has no standard error to read its address from.');
  for await (const line of createInterface({ input: browser.stderr })) {
    const url = /DevTools listening on (\S+)/u.exec(line)?.[1];
    if (url !== undefined) {
      browser.stderr.resume();
      return url;
    }
  }
  throw new Error('The browser ended before it was ready.');
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
