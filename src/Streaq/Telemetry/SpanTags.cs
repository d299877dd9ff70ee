namespace Streaq.Telemetry;

/// <summary>The attributes of a span about to start. A plain list: the span copies them, and no name comes twice.</summary>
internal sealed class SpanTags() : List<KeyValuePair<string, object?>>(Usual)
{
    /// <summary>As many as the span of an attempt has, so that the list does not grow.</summary>
    private const int Usual = 18;

    public void Add(string name, object? value) => Add(new(name, value));
}
