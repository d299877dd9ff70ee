using System.CommandLine;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq completion SHELL</c>: prints the script by which a shell completes the tool's command lines.</summary>
internal sealed class CompletionCommand : Command
{
    /// <summary>
    /// The scripts by shell. Each calls the tool with the library's directive <c>[suggest:POSITION]</c>, which prints what may come next.
    /// </summary>
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            _streaq() {
                local line="${COMP_LINE:0:COMP_POINT}"
                line="${line#"${COMP_WORDS[0]}"}"
                line="${line# }"
                COMPREPLY=($(compgen -W "$(streaq "[suggest:${#line}]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _streaq streaq
            """,
        ["zsh"] = """
            #compdef streaq
            _streaq() {
                local line="${(j: :)words[2,CURRENT]}"
                compadd -- ${(f)"$(streaq "[suggest:${#line}]" "$line" 2>/dev/null)"}
            }
            compdef _streaq streaq
            """,
        ["fish"] = """
            function __streaq_complete
                set -l line (commandline -cp | string replace -r '^\s*\S+\s?' '')
                streaq "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c streaq -f -a '(__streaq_complete)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName streaq -ScriptBlock {
                param($word, $ast, $cursor)
                $line = $ast.ToString().PadRight($cursor).Substring(0, $cursor) -replace '^\s*\S+\s?', ''
                streaq "[suggest:$($line.Length)]" "$line" 2>$null | Where-Object { $_ -like "$word*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }
            """,
    };

    private readonly Argument<string> _shell = new("shell") { Description = "bash, zsh, fish or pwsh." };

    public CompletionCommand(ToolConsole console)
        : base("completion", "Prints the script by which a shell completes this tool's command lines.")
    {
        _shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        Add(_shell);
        SetAction(line => console.Out.WriteLine(Scripts[line.GetValue(_shell)!]));
    }
}
