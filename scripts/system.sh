#!/bin/sh
# Names the system packages that a make target needs; on Debian as root, installs those that are missing and says so.
#   build  nodejs and npm (front-end assets)
#   test   chromium (browser tests), postgresql (the ledger's second database)
set -u
missing=""
need() { # command, package
  command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need node nodejs
need npm npm
if [ "${1:-build}" = test ]; then
  need chromium chromium
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
fi
[ -z "$missing" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "installing system packages:$missing"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
  echo "apt-get could not install:$missing" >&2
else
  echo "system packages missing:$missing (on Debian: sudo apt-get install$missing)" >&2
fi
# Without npm nothing can be built from git; without the others some tests are skipped and say so.
case "$missing" in *npm*|*nodejs*) exit 1 ;; esac
exit 0
