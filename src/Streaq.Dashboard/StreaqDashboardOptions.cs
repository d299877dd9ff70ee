using Streaq.Dashboard.Traces;

namespace Streaq.Dashboard;

/// <summary>Options of the dashboard: what it shows, and who may act on it.</summary>
public sealed class StreaqDashboardOptions
{
    /// <summary>
    /// The name of the authorization policy that a user must meet to abort, replay, delete, pause, resume, run or remove something. The
    /// server checks it for each action. Default: <see langword="null"/>, every user who may see the dashboard may act.
    /// </summary>
    public string? ActionPolicy { get; set; }

    /// <summary>Whether the dashboard has no actions: their addresses are not mapped. Default: <see langword="false"/>.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>
    /// The address of a trace in a tracing backend, absolute, by HTTP or HTTPS, with <c>{traceId}</c> in it:
    /// <c>https://jaeger.example.org/trace/{traceId}</c>. Default: <see langword="null"/>, no link.
    /// </summary>
    public string? TraceUrl { get; set; }

    /// <summary>
    /// Readers of spans in addition to those that are kept with the queue. If several readers find a span, that of the first one is shown.
    /// Default: none.
    /// </summary>
    public IList<ITraceReader> TraceReaders { get; } = [];

    /// <summary>
    /// Also reads spans from Jaeger, by version 3 of its API (<c>/api/v3/traces/</c>). A call may take 2 seconds and return 8 MB. Answers
    /// are cached for 5 seconds.
    /// </summary>
    /// <param name="address">The address of Jaeger's pages, such as <c>http://jaeger:16686</c>, with its base path if it has one.</param>
    /// <param name="configure">Sets headers of each request, such as <c>Authorization</c>.</param>
    /// <exception cref="ArgumentException">The address is not absolute or not by HTTP, or has a user or a query in it.</exception>
    public void ReadTracesFromJaeger(Uri address, Action<HttpRequestMessage>? configure = null) =>
        TraceReaders.Add(new TraceBackend("Jaeger", address, "api/v3/traces", configure, TimeProvider.System));

    /// <summary>
    /// Also reads spans from Grafana Tempo, by version 2 of its query API (<c>/api/v2/traces/</c>), which Tempo 2.6 and newer have. A call
    /// may take 2 seconds and return 8 MB. Answers are cached for 5 seconds.
    /// </summary>
    /// <param name="address">The address of Tempo's query API, such as <c>http://tempo:3200</c>, with its base path if it has one.</param>
    /// <param name="configure">
    /// Sets headers of each request, such as <c>Authorization</c>, or <c>X-Scope-OrgID</c> for a tenant.
    /// </param>
    /// <exception cref="ArgumentException">The address is not absolute or not by HTTP, or has a user or a query in it.</exception>
    public void ReadTracesFromTempo(Uri address, Action<HttpRequestMessage>? configure = null) =>
        TraceReaders.Add(new TraceBackend("Tempo", address, "api/v2/traces", configure, TimeProvider.System));

    /// <summary>Whether arguments, results and headers are shown. Default: <see langword="false"/>.</summary>
    public bool ShowPayloads { get; set; }

    /// <summary>
    /// Formats an argument, a result or a JSON object of headers for the page, when <see cref="ShowPayloads"/> is set. It gets the task's
    /// name and the JSON, and returns the text to show. When it returns <see langword="null"/> or throws, nothing is shown. Default:
    /// <see langword="null"/>, the JSON itself.
    /// </summary>
    public Func<string, string, string?>? FormatPayload { get; set; }
}
