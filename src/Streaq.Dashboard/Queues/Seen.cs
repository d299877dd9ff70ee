namespace Streaq.Dashboard.Queues;

/// <summary>The last answer of Redis, and why it is stale.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
/// <param name="Value">The answer; the default value when there never was one.</param>
/// <param name="At">The time of the answer; <see langword="null"/> for never.</param>
/// <param name="Trouble">Why the answer is stale; <see langword="null"/> when it is current.</param>
internal sealed record Seen<T>(T? Value, DateTimeOffset? At, string? Trouble)
{
    public bool IsKnown => At is not null;

    public SeenTrouble? Shown => Trouble is null ? null : new(Trouble, At);
}

/// <summary>The message of a page about a store that is slow or down.</summary>
/// <param name="Text">The failure.</param>
/// <param name="LastAt">The time of the shown data; <see langword="null"/> when there is none.</param>
internal sealed record SeenTrouble(string Text, DateTimeOffset? LastAt);
