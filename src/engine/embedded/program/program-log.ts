import * as pulumi from '@pulumi/pulumi';

/** How serious a message of the program is. */
export type LogLevel = 'debug' | 'info' | 'warning';

/**
 * Takes the program's messages, which Pulumi would write to the console for want of an engine.
 *
 * @returns what gives them back
 */
export function redirectLog(
  log: (severity: LogLevel, message: string) => void,
  error: (message: string) => void,
): () => void {
  const original = { ...pulumi.log };
  const to = (severity: LogLevel) => (message: string) => {
    log(severity, message);
    return Promise.resolve();
  };
  Object.assign(pulumi.log, {
    debug: to('debug'),
    info: to('info'),
    warn: to('warning'),
    error: (message: string) => {
      error(message);
      return Promise.resolve();
    },
  });
  return () => {
    Object.assign(pulumi.log, original);
  };
}
