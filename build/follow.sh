# For build/try-*.sh: follows a page word for word as a reader with an empty home would, against the packages that `make pack` makes.
# The page's $ commands go to `run COMMAND`, which the script defines. C# becomes Program.cs, text goes to $scratch/promised.
# shellcheck shell=bash

scratch=$(mktemp -d)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '%s\n' "$*" >&2; }

# Runs a command as it stands on the page, and shows what it printed if it fails.
quietly() { eval "$1" >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2; exit 1; }; }

# The packages, and a home without any of the machine's own.
prepare() {
  make pack >"$scratch/pack.log" || { cat "$scratch/pack.log" >&2; exit 1; }
  mkdir "$scratch/home"
  export HOME="$scratch/home"
  unset NUGET_PACKAGES
}

# follow FILE: the blocks of a page, or of a part of it, in their order.
follow() {
  local fence='' line
  : >"$scratch/promised"
  while IFS= read -r line <&3; do
    case $fence$line in
      '```'*) if [ -n "$fence" ]; then fence=; else fence=${line#'```'}:; fi
        [ "$fence" != csharp: ] || : >Program.cs ;;
      *':```') fence= ;;
      'console:$ make pack'*) ;;
      'console:$ '*) say "$line"; run "${line#'$ '}" ;;
      csharp:*) printf '%s\n' "$line" >>Program.cs ;;
      text:*) printf '%s\n' "$line" >>"$scratch/promised" ;;
    esac
  done 3<"$1"
}
