namespace Streaq.Storage.Redis;

/// <summary>Where a write must be stored before an enqueue returns, or where it is stored.</summary>
/// <param name="Replicas">The number of replicas that have it.</param>
/// <param name="Disk">Whether the primary has it on its disk.</param>
/// <param name="Timeout">How long to wait for either.</param>
internal sealed record Durability(int Replicas, bool Disk, TimeSpan Timeout)
{
    /// <summary>Whether more than the primary's memory is required.</summary>
    public bool IsAny => Replicas > 0 || Disk;

    /// <returns>What is missing in <paramref name="reached"/>, as the end of a sentence; <see langword="null"/> for nothing.</returns>
    public string? Missing(Durability reached) =>
        reached.Replicas < Replicas
            ? $"{reached.Replicas} of {Replicas} replicas acknowledged it within {Timeout.TotalSeconds:0.###} s: a fail-over may lose it"
            : Disk && !reached.Disk
                ? $"its disk did not within {Timeout.TotalSeconds:0.###} s: a crash may lose it"
                : null;
}
