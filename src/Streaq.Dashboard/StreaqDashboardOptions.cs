namespace Streaq.Dashboard;

/// <summary>What the dashboard shows, and who may act on it.</summary>
public sealed class StreaqDashboardOptions
{
    /// <summary>
    /// The name of the authorization policy that a user must meet to abort, replay, delete, pause, resume, run or remove something. The
    /// server checks it for each action. Default: <see langword="null"/>, all who may see the dashboard may act.
    /// </summary>
    public string? ActionPolicy { get; set; }

    /// <summary>Whether the dashboard has no actions: their addresses are not mapped. Default: <see langword="false"/>.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>
    /// The address of a trace in a tracing backend, absolute, by HTTP or HTTPS, with <c>{traceId}</c> in it:
    /// <c>https://jaeger.example.org/trace/{traceId}</c>. Default: <see langword="null"/>, no link.
    /// </summary>
    public string? TraceUrl { get; set; }

    /// <summary>Whether arguments, results and headers are shown. Default: <see langword="false"/>.</summary>
    public bool ShowPayloads { get; set; }

    /// <summary>
    /// What a person sees of an argument, a result, or headers as an object of JSON, where <see cref="ShowPayloads"/> is set. It gets the
    /// task's name and the JSON, and returns the text; <see langword="null"/> hides it. When it throws, nothing is shown. Default:
    /// <see langword="null"/>, the JSON.
    /// </summary>
    public Func<string, string, string?>? FormatPayload { get; set; }
}
