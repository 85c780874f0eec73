#!/usr/bin/env bash
# Refuses to go on where a stack's state cannot be, before anything is sent to a tenant: an `up` that does not find
# the state of the last one exits 0 and makes every application a second time.
#
# Usage: ci/guard-backend.sh STACK
set -euo pipefail
cd "$(dirname "$0")/.."

refuse() {
  printf 'error: %s\n' "$1" >&2
  exit 1
}

stack=${1:?usage: ci/guard-backend.sh STACK}

# Only the scheme is ever printed: the rest may hold a password.
backend=${PULUMI_BACKEND_URL:-}
scheme=${backend%%://*}
shared='https://api.pulumi.com, or the s3://, gs://, azblob:// or postgres:// URL of the backend that every deployment shares'
shopt -s nocasematch
case $scheme in
  https | s3 | gs | azblob | postgres) ;;
  '') refuse "PULUMI_BACKEND_URL is not set. Set it to $shared." ;;
  file) refuse "PULUMI_BACKEND_URL is a file:// URL: state on this machine is gone when the job ends. Set it to $shared." ;;
  *) refuse "PULUMI_BACKEND_URL is not the URL of a shared backend. Set it to $shared." ;;
esac

# Exporting asks the backend and nobody else, and never offers to create the stack. 6 is Pulumi's "no such stack".
code=0
pulumi stack export --stack "$stack" --non-interactive >/dev/null || code=$?
case $code in
  0) ;;
  6) refuse "The backend holds no stack '$stack'. If it was deployed before, its state is lost: restore it, or adopt what the tenant holds. If it never was, run 'pulumi stack init $stack' once, by hand." ;;
  *) refuse "Could not read the stack '$stack' from the backend (pulumi exited with $code). Mend what pulumi says above." ;;
esac
