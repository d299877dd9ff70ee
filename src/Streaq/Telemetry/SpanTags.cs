namespace Streaq.Telemetry;

/// <summary>The attributes of a span about to start. A plain list: the span copies them, and no name comes twice.</summary>
internal sealed class SpanTags(int usual) : List<KeyValuePair<string, object?>>(usual)
{
    /// <summary>As many as the span of an attempt has, so that the list does not grow.</summary>
    public const int OfAnAttempt = 18;

    /// <summary>As many as the span of an enqueue has.</summary>
    public const int OfAnEnqueue = 10;

    /// <summary>Numbers of attempts are small: their boxes are made once.</summary>
    private static readonly object[] Small = [.. Enumerable.Range(0, 32).Select(number => (object)number)];

    public void Add(string name, object? value) => Add(new(name, value));

    public void Add(string name, int value) => Add(new(name, value >= 0 && value < Small.Length ? Small[value] : value));
}
