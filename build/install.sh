# For ensure-*.sh, which read it in: installs what is missing with apt or brew, as root or through sudo.

# Usage: install_missing NAME "APT PACKAGES" "BREW ARGUMENTS" ADVICE
install_missing() {
  local name=$1 apt=$2 brew=$3 advice=$4 as_root=()
  if command -v apt-get >/dev/null; then
    if [ "$(id -u)" -ne 0 ]; then
      command -v sudo >/dev/null || { echo "$name is missing, and installing it takes root or sudo. $advice" >&2; exit 1; }
      as_root=(sudo)
    fi
    echo "Installing $apt …" >&2
    "${as_root[@]}" apt-get update -qq
    # RUNLEVEL=1: a server's package starts no service. Tests start servers of their own.
    # shellcheck disable=SC2086 # Several packages are several words.
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $apt >/dev/null
  elif [ -n "$brew" ] && command -v brew >/dev/null; then
    # shellcheck disable=SC2086
    brew install $brew
  else
    echo "$name is missing. $advice" >&2
    exit 1
  fi
}
