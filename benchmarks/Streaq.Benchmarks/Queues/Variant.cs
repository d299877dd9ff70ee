using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Benchmarks.Queues;

/// <summary>A way to run the same tasks, and the way that it is compared with in the same round.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Of">The name of the way that it is compared with; its own name for the base of all others.</param>
internal sealed record Variant(string Name, string Of)
{
    /// <summary>Listens to the telemetry from before the queue is created until it is disposed.</summary>
    public Func<IDisposable?> Listen { get; init; } = Listening.Off;

    /// <summary>Sets the worker up.</summary>
    public Action<WorkerOptions> Worker { get; init; } = _ => { };

    /// <summary>Adds services to the application of producer and worker.</summary>
    public Action<IServiceCollection> Services { get; init; } = _ => { };

    /// <summary>Its name in options and figures.</summary>
    public string Key => KeyOf(Name);

    public string KeyOfOther => KeyOf(Of);

    private static string KeyOf(string name) =>
        string.Join('_', name.Split([' ', ',', '(', ')'], StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
}
