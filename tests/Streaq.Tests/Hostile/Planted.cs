namespace Streaq.Tests.Hostile;

/// <summary>A type that payloads name and no deserializer may create.</summary>
public sealed class Planted
{
    private static int s_made;

    public Planted() => Interlocked.Increment(ref s_made);

    public static int Made => Volatile.Read(ref s_made);

    public string? Name { get; set; }
}

/// <summary>An argument that accepts anything in a payload.</summary>
public sealed record FuzzOrder(string? Name, object? Extra, IReadOnlyDictionary<string, object>? More);
