using System.Diagnostics;

namespace Streaq.Telemetry;

/// <summary>
/// The attributes and links of a span that is about to start. A plain list is enough: the span copies it, and no name occurs twice.
/// </summary>
/// <remarks>
/// Each thread reuses one list, since a span is started without an await. A sampler that enqueues tasks itself finds it taken and gets
/// another one.
/// </remarks>
internal sealed class SpanTags : ReusedList<KeyValuePair<string, object?>>
{
    /// <summary>The number of attributes of an attempt's span, so that the list does not grow.</summary>
    private const int Usual = 18;

    /// <summary>Boxes of small numbers, created once: numbers of attempts are small.</summary>
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
