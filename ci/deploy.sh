#!/usr/bin/env bash
# Deploys one stack and proves the result.
#
# Usage: ci/deploy.sh STACK
# Wants PULUMI_BACKEND_URL with the backend's credentials, and AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET of the deployer.
set -euo pipefail
cd "$(dirname "$0")/.."

stack=${1:?usage: ci/deploy.sh STACK}

ci/guard-backend.sh "$stack"
node --import tsx ci/mask-secrets.ts "$stack"
node bin/omnichat-auth0.js up -s "$stack" --engine pulumi --yes --deploy-only
# The secrets that this `up` made are not among those masked above.
node --import tsx ci/mask-secrets.ts "$stack"
# Nothing is left to deploy: this one settles, writes the .env and verifies. The file does not outlive the job; written and checked,
# it proves that every variable can be had from the stack.
node bin/omnichat-auth0.js up -s "$stack" --engine pulumi --yes
node bin/omnichat-auth0.js env -s "$stack" --check
