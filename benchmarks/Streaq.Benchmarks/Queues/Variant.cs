using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Benchmarks.Queues;

/// <summary>A way of running the same tasks, and the one that it is compared with in the same round.</summary>
/// <param name="Name">In tables.</param>
/// <param name="Of">The name of the way that it is a multiple of; its own for one that all others are.</param>
internal sealed record Variant(string Name, string Of)
{
    /// <summary>Listens to the telemetry, from before the queue is there until it is gone.</summary>
    public Func<IDisposable?> Listen { get; init; } = Listening.Off;

    /// <summary>Sets the worker up.</summary>
    public Action<WorkerOptions> Worker { get; init; } = _ => { };

    /// <summary>Adds to the application of producer and worker.</summary>
    public Action<IServiceCollection> Services { get; init; } = _ => { };

    /// <summary>In options, and in the names of figures.</summary>
    public string Key => KeyOf(Name);

    public string KeyOfOther => KeyOf(Of);

    private static string KeyOf(string name) =>
        string.Join('_', name.Split([' ', ',', '(', ')'], StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
}
