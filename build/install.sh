# Sourced by ensure-*.sh. Installs missing packages with apt, as root or through sudo, or with brew.

# Usage: install_missing NAME "APT PACKAGES" "BREW ARGUMENTS" ADVICE
install_missing() {
  local name=$1 apt=$2 brew=$3 advice=$4 as_root=()
  if command -v apt-get >/dev/null; then
    if [ "$(id -u)" -ne 0 ]; then
      command -v sudo >/dev/null || { echo "$name is missing, and its installation requires root or sudo. $advice" >&2; exit 1; }
      as_root=(sudo)
    fi
    echo "Installing $apt …" >&2
    "${as_root[@]}" apt-get update -qq
    # RUNLEVEL=1 keeps the package of a server from starting a service. Tests start their own servers.
    # shellcheck disable=SC2086 # $apt may list several packages, so it must split into words.
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $apt >/dev/null
  elif [ -n "$brew" ] && command -v brew >/dev/null; then
    # shellcheck disable=SC2086
    brew install $brew
  else
    echo "$name is missing. $advice" >&2
    exit 1
  fi
}
