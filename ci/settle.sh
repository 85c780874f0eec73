#!/usr/bin/env bash
# Ends well only when the tenant holds what was just deployed: a second preview, against the tenant as it is, must be
# empty. Where it is not, `up` runs once more, because the provider adopts a client grant that already exists without
# giving it the scopes that the program declares; what is left after that does not settle.
#
# Usage: ci/settle.sh STACK
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  printf 'error: %s\n' "$1" >&2
  exit 1
}

stack=${1:?usage: ci/settle.sh STACK}

# 7 is Pulumi's "there are changes, and none were expected".
settled() {
  local code=0
  pulumi preview --stack "$stack" --refresh --expect-no-changes --non-interactive || code=$?
  case $code in
    0) return 0 ;;
    7) return 1 ;;
    *) fail "Could not tell whether '$stack' has settled (pulumi exited with $code). Mend what pulumi says above, and deploy again." ;;
  esac
}

settled && exit
printf "'%s' has not settled: running up once more.\n" "$stack"
node bin/omnichat-auth0.js up -s "$stack" --engine pulumi --no-input
settled && exit
fail "'$stack' does not settle: after a second up, the preview above still differs from the program. Auth0 does not keep what is declared there: correct the program, or find who else changes the tenant."
