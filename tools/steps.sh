# Shared by ./run and ./test: numbered steps with their seconds, and what apt must bring.
# Sourced, never run; the caller sets `steps_total`.

steps_done=0
steps_report=""
step_name=""
step_from=0
steps_from=$(date +%s)

# step "words": closes the step before and says how far we are.
step() {
  step_close
  steps_done=$((steps_done + 1))
  step_name="$1"
  step_from=$(date +%s)
  printf '\n[%d/%d] %s\n' "$steps_done" "$steps_total" "$1"
}

step_close() {
  [ -n "$step_name" ] || return 0
  local seconds=$(($(date +%s) - step_from))
  printf '      done in %d s\n' "$seconds"
  steps_report+=$(printf '%6d s  %s' "$seconds" "$step_name")$'\n'
  step_name=""
}

# The seconds of each step and of the whole.
steps_summary() {
  step_close
  printf '\nSeconds by step:\n%s%6d s  in all\n' "$steps_report" $(($(date +%s) - steps_from))
}

# fail "what" "remedy": one clear line, one remedy, exit 1.
fail() {
  printf '\nerror: %s\n  help: %s\n' "$1" "$2" >&2
  exit 1
}

# apt_install "why" package…: installs Debian packages, saying which and why.
apt_install() {
  local why="$1"
  shift
  printf '      installing with apt: %s (%s)\n' "$*" "$why"
  command -v apt-get >/dev/null || fail "this system has no apt-get" "install $* by hand, then run this again"
  local sudo=""
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "installing $* needs root" "run as root or install sudo, or install $* by hand"
    sudo="sudo"
  fi
  if [ -z "${apt_updated:-}" ]; then
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null || fail "apt-get update failed" "check the network and /etc/apt/sources.list, then run this again"
    apt_updated=yes
  fi
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >/dev/null ||
    fail "apt could not install $*" "see apt's message above"
}

need_rust() {
  if ! command -v cargo >/dev/null && [ -f "$HOME/.cargo/env" ]; then
    # shellcheck disable=SC1091
    . "$HOME/.cargo/env"
  fi
  command -v cargo >/dev/null || fail "there is no Rust toolchain" "install Rust 1.95 or newer from https://rustup.rs, then run this again"
  printf '      %s\n' "$(rustc --version)"
}

# A C compiler and linker: SQLite is built from its C source.
need_c() {
  local missing=()
  command -v cc >/dev/null && command -v ar >/dev/null && command -v make >/dev/null && [ -e /usr/include/stdlib.h ] || missing+=(build-essential)
  command -v pkg-config >/dev/null || missing+=(pkg-config)
  [ -e /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
  [ ${#missing[@]} -eq 0 ] || apt_install "a linker and C compiler for SQLite, certificates for downloads" "${missing[@]}"
}

node_major() { node --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p'; }

# Node 20: what is there, else what Debian gives (13 has 20), else, where that is older (12 has 18), the same
# program from the npm registry, kept in the cache folder. 18 still builds the page assets; browser tests need 20.
node_pinned=20.20.2
need_node() {
  local least="${1:-18}" major arch="" folder="${XDG_CACHE_HOME:-$HOME/.cache}/wardmote/node-$node_pinned"
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    apt_install "Node builds the stylesheet and scripts of the pages" nodejs npm
  fi
  major=$(node_major)
  if [ "${major:-0}" -lt 20 ]; then
    case "$(uname -m)" in
      x86_64) arch=x64 ;;
      aarch64) arch=arm64 ;;
    esac
    local package="node-linux-$arch"
    if [ -n "$arch" ] && [ ! -x "$folder/node_modules/$package/bin/node" ]; then
      printf '      fetching Node %s from the npm registry: this Debian has Node %s\n' "$node_pinned" "$major"
      mkdir -p "$folder"
      npm install --prefix "$folder" --no-save --no-audit --no-fund --loglevel=error "$package@$node_pinned" >/dev/null || true
    fi
    if [ -x "$folder/node_modules/$package/bin/node" ]; then
      PATH="$folder/node_modules/$package/bin:$PATH"
      export PATH
      hash -r
    fi
    major=$(node_major)
  fi
  [ "${major:-0}" -ge "$least" ] || fail "Node $least can't be had, only Node ${major:-none}" "install Node 20 (Debian 13 has it), then run this again"
  printf '      node %s, npm %s\n' "$(node --version)" "$(npm --version)"
}

# npm ci only when the lock file changed since the last one.
npm_ci() {
  local folder="$1" stamp
  stamp="$folder/node_modules/.wardmote-lock"
  if [ -f "$stamp" ] && cmp -s "$folder/package-lock.json" "$stamp"; then
    printf '      packages are as the lock file says\n'
  else
    (cd "$folder" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error) || return 1
    cp "$folder/package-lock.json" "$stamp"
  fi
}

build_assets() {
  npm_ci . || fail "npm ci failed" "check the network, then run this again"
  npm run --silent build || fail "the page assets did not build" "see the message above"
}

# A Python for which the requirement file of e2e/api has wheels: what is there, else what Debian gives (12 has 3.11, 13 has 3.13). Sets
# `python`; one without venv counts as none.
python=""
find_python() {
  local one
  for one in python3 /usr/bin/python3 python3.13 python3.12 python3.11; do
    if "$one" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
      python="$one"
      return 0
    fi
  done
  return 1
}

need_python() {
  find_python || apt_install "schemathesis asks the programs' interface" python3 python3-venv
  find_python || fail "Python 3.11 to 3.13 with venv can't be had" "install Debian's python3 and python3-venv, then run this again"
  printf '      %s\n' "$("$python" --version)"
}

# venv_of folder requirements: brings what the file pins, by its hashes, and only when the file or Python changed since the last time.
venv_of() {
  local folder="$1" requirements="$2" wanted
  wanted="$("$python" --version) $(sha256sum <"$requirements")"
  if [ "$(cat "$folder/.wardmote-requirements" 2>/dev/null)" = "$wanted" ] && "$folder/bin/python" --version >/dev/null 2>&1; then
    printf '      packages are as %s says\n' "$requirements"
    return 0
  fi
  mkdir -p "$(dirname "$folder")"
  "$python" -m venv --clear "$folder" || return 1
  "$folder/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r "$requirements" || return 1
  printf '%s\n' "$wanted" >"$folder/.wardmote-requirements"
}
