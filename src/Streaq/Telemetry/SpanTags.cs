using System.Diagnostics;

namespace Streaq.Telemetry;

/// <summary>The attributes and links of a span about to start. A plain list: the span copies them, and no name comes twice.</summary>
/// <remarks>
/// Each thread reuses one, since a span is started in one go. A sampler that enqueues tasks itself finds it taken and gets another.
/// </remarks>
internal sealed class SpanTags : ReusedList<KeyValuePair<string, object?>>
{
    /// <summary>As many as the span of an attempt has, so that the list does not grow.</summary>
    private const int Usual = 18;

    /// <summary>Numbers of attempts are small: their boxes are made once.</summary>
    private static readonly object[] Small = [.. Enumerable.Range(0, 32).Select(number => (object)number)];

    [ThreadStatic]
    private static SpanTags? s_free;

    private SpanTags() : base(Usual)
    {
    }

    public ReusedList<ActivityLink> Links { get; } = new(capacity: 2);

    public static SpanTags Take()
    {
        var tags = s_free ?? [];
        s_free = null;
        return tags;
    }

    /// <summary>Call it once the span has started. When the start threw, do not: a listener may still hold the list.</summary>
    public void Free()
    {
        Empty();
        Links.Empty();
        s_free = this;
    }

    public void Add(string name, object? value) => Add(new(name, value));

    public void Add(string name, int value) => Add(new(name, value >= 0 && value < Small.Length ? Small[value] : value));
}
