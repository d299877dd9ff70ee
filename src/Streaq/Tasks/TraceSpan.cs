using System.Collections.ObjectModel;
using System.Diagnostics;

namespace Streaq;

/// <summary>A span that has ended, without its events, its links and the description of its status.</summary>
public sealed record TraceSpan
{
    /// <summary>Its id: 16 lower-case hexadecimal digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>The id of its parent; <see langword="null"/> for the first span of a trace.</summary>
    public string? ParentId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The name of its <see cref="ActivitySource"/>.</summary>
    public string Source { get; init; } = "";

    /// <summary>The name of the service that created it; empty when that is not known.</summary>
    public string Service { get; init; } = "";

    /// <summary>Its kind: a call, the handling of a call, a message, or work inside the process.</summary>
    public ActivityKind Kind { get; init; }

    /// <summary>When it began, by the clock of its process.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Its duration, to the microsecond.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Whether its status is an error.</summary>
    public bool IsError { get; init; }

    /// <summary>The attributes that are kept, as text.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
