namespace Streaq.Tool;

/// <summary>The streams that the tool reads and writes.</summary>
/// <param name="Out">The output, for results.</param>
/// <param name="Error">The error output, for messages.</param>
/// <param name="In">The input, for answers to questions.</param>
/// <param name="CanAsk">Whether a user can answer questions.</param>
/// <param name="IsTerminal">Whether <paramref name="Out"/> is a terminal, which can show colours and live output.</param>
internal sealed record ToolConsole(TextWriter Out, TextWriter Error, TextReader In, bool CanAsk, bool IsTerminal)
{
    /// <summary>The characters of a line of <see cref="Out"/>; <see langword="null"/> for the width of the terminal.</summary>
    public int? Width { get; init; }

    public static ToolConsole Process() =>
        new(Console.Out, Console.Error, Console.In, !Console.IsInputRedirected && !Console.IsErrorRedirected, !Console.IsOutputRedirected);
}
