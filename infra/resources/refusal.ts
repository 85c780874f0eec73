import * as pulumi from '@pulumi/pulumi';

/**
 * An error that stops the run and of which Pulumi prints the message alone. It has no stack trace: Pulumi looks up the
 * source lines of one before it prints, which takes 15 seconds under a loader.
 */
export function refusal(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  error.stack = message;
  return error;
}
