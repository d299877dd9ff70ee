namespace Quickstart;

/// <summary>Colours for a terminal; plain text for a pipe, a file, or when NO_COLOR is set (https://no-color.org).</summary>
internal sealed class Paint(bool enabled)
{
    public static Paint ForConsole() =>
        new(!Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    public string Strong(string text) => With("1", text);

    public string Faint(string text) => With("2", text);

    public string Bad(string text) => With("31", text);

    public string Good(string text) => With("32", text);

    public string Warn(string text) => With("33", text);

    public string Id(string text) => With("36", text);

    private string With(string code, string text) => enabled && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
