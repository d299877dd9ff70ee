namespace Streaq.Dashboard.Queues;

/// <summary>What Redis last told, and what is wrong since then.</summary>
/// <typeparam name="T">The type of what was told.</typeparam>
/// <param name="Value">What was told; the default value when it never was.</param>
/// <param name="At">When; <see langword="null"/> for never.</param>
/// <param name="Trouble">Why it is not the present; <see langword="null"/> when it is.</param>
internal sealed record Seen<T>(T? Value, DateTimeOffset? At, string? Trouble)
{
    public bool IsKnown => At is not null;

    public SeenTrouble? Shown => Trouble is null ? null : new(Trouble, At);
}

/// <summary>What a page says of a store that is slow or away.</summary>
/// <param name="Text">What is wrong.</param>
/// <param name="LastAt">Of when the rest of the page is; <see langword="null"/> when nothing is known.</param>
internal sealed record SeenTrouble(string Text, DateTimeOffset? LastAt);
