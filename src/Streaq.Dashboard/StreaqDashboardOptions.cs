using Streaq.Dashboard.Traces;

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

    /// <summary>
    /// Where spans are found beside those that are kept with the queue. A span that several find is the first one's. Default: none.
    /// </summary>
    public IList<ITraceReader> TraceReaders { get; } = [];

    /// <summary>
    /// Has spans read from Jaeger as well, by version 3 of its API (<c>/api/v3/traces/</c>). A call has 2 seconds and 8 MB; answers are
    /// kept for 5 seconds.
    /// </summary>
    /// <param name="address">Where Jaeger's pages are, such as <c>http://jaeger:16686</c>; with its base path where it has one.</param>
    /// <param name="configure">Sets headers of each request, such as <c>Authorization</c>.</param>
    /// <exception cref="ArgumentException">The address is not absolute or not by HTTP, or has a user or a query in it.</exception>
    public void ReadTracesFromJaeger(Uri address, Action<HttpRequestMessage>? configure = null) =>
        TraceReaders.Add(new TraceBackend("Jaeger", address, "api/v3/traces", configure, TimeProvider.System));

    /// <summary>
    /// Has spans read from Grafana Tempo as well, by version 2 of its query (<c>/api/v2/traces/</c>), which Tempo 2.6 and newer have. A
    /// call has 2 seconds and 8 MB; answers are kept for 5 seconds.
    /// </summary>
    /// <param name="address">Where Tempo answers queries, such as <c>http://tempo:3200</c>; with its base path where it has one.</param>
    /// <param name="configure">
    /// Sets headers of each request, such as <c>Authorization</c>, or <c>X-Scope-OrgID</c> for a tenant.
    /// </param>
    /// <exception cref="ArgumentException">The address is not absolute or not by HTTP, or has a user or a query in it.</exception>
    public void ReadTracesFromTempo(Uri address, Action<HttpRequestMessage>? configure = null) =>
        TraceReaders.Add(new TraceBackend("Tempo", address, "api/v2/traces", configure, TimeProvider.System));

    /// <summary>Whether arguments, results and headers are shown. Default: <see langword="false"/>.</summary>
    public bool ShowPayloads { get; set; }

    /// <summary>
    /// What a person sees of an argument, a result, or headers as an object of JSON, where <see cref="ShowPayloads"/> is set. It gets the
    /// task's name and the JSON, and returns the text; <see langword="null"/> hides it. When it throws, nothing is shown. Default:
    /// <see langword="null"/>, the JSON.
    /// </summary>
    public Func<string, string, string?>? FormatPayload { get; set; }
}
