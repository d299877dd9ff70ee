namespace Streaq.Tool;

/// <summary>Where the tool reads and writes.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Messages.</param>
/// <param name="In">Answers to questions.</param>
/// <param name="CanAsk">Whether a person is there to answer.</param>
/// <param name="IsTerminal">Whether a person sees <paramref name="Out"/>, in colours and live.</param>
internal sealed record ToolConsole(TextWriter Out, TextWriter Error, TextReader In, bool CanAsk, bool IsTerminal)
{
    /// <summary>How many characters a line of <see cref="Out"/> has; <see langword="null"/>: what the terminal says.</summary>
    public int? Width { get; init; }

    public static ToolConsole Process() =>
        new(Console.Out, Console.Error, Console.In, !Console.IsInputRedirected && !Console.IsErrorRedirected, !Console.IsOutputRedirected);
}
