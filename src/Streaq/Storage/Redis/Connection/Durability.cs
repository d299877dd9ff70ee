namespace Streaq.Storage.Redis;

/// <summary>How far a write has to come before an enqueue returns, or has come.</summary>
/// <param name="Replicas">How many replicas have it.</param>
/// <param name="Disk">Whether the primary has it on its disk.</param>
/// <param name="Timeout">How long to wait for either.</param>
internal sealed record Durability(int Replicas, bool Disk, TimeSpan Timeout)
{
    /// <summary>Whether anything beyond the primary's memory is wanted.</summary>
    public bool IsAny => Replicas > 0 || Disk;

    /// <returns>What is missing in <paramref name="reached"/>, as the end of a sentence; <see langword="null"/> for nothing.</returns>
    public string? Missing(Durability reached) =>
        reached.Replicas < Replicas
            ? $"{reached.Replicas} of {Replicas} replicas acknowledged it within {Timeout.TotalSeconds:0.###} s: a fail-over may lose it"
            : Disk && !reached.Disk
                ? $"its disk did not within {Timeout.TotalSeconds:0.###} s: a crash may lose it"
                : null;
}
