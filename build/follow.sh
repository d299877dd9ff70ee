# Sourced by build/try-*.sh. Follows a page word for word, like a reader with an empty home folder, with the packages of `make pack`.
# Each $ command of the page goes to `run COMMAND`, which the sourcing script defines. C# goes to Program.cs, text to $scratch/promised.
# shellcheck shell=bash

scratch=$(mktemp -d)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '%s\n' "$*" >&2; }

# Runs a command exactly as the page has it. Shows its output only if it fails.
quietly() { eval "$1" >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2; exit 1; }; }

# Builds the packages and sets an empty home folder, so that no settings or NuGet packages of this machine are used.
prepare() {
  make pack >"$scratch/pack.log" || { cat "$scratch/pack.log" >&2; exit 1; }
  mkdir "$scratch/home"
  export HOME="$scratch/home"
  unset NUGET_PACKAGES
}

# follow FILE: handles the code blocks of a page, or of a part of it, in their order.
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
