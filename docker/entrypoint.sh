#!/bin/sh
# Settings that are secrets come from files, so that they stand in no image and in no `docker inspect`.
set -eu

secret() { # secret SETTING FILE: set it from the file, where there is one
  if [ -s "/run/secrets/$2" ]; then
    export "$1=$(cat "/run/secrets/$2")"
  fi
}

secret LIVERLENS_KEY pseudonym-key
secret LIVERLENS_OIDC_SECRET oidc-secret
secret LIVERLENS_COOKIE_SECRET cookie-secret
if [ -s /run/secrets/database-password ] && [ -n "${DATABASE_HOST:-}" ]; then
  DATABASE_URL="postgresql://liverlens:$(cat /run/secrets/database-password)@$DATABASE_HOST/liverlens"
  export DATABASE_URL
fi
exec "$@"
