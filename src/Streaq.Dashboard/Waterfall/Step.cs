using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Waterfall;

/// <summary>One line of a waterfall.</summary>
/// <param name="Kind"><c>point</c>, <c>wait</c>, or the state of an attempt: <c>good</c>, <c>bad</c>, <c>warn</c>, <c>busy</c>;
/// <c>span</c>, or <c>missing</c> for one that is not kept.</param>
/// <param name="What">The text of the line.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended; now, if it still goes on.</param>
internal sealed record Step(string Kind, string What, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>The id of the span that shares the line; <see langword="null"/> for none.</summary>
    public string? SpanId { get; init; }

    /// <summary>The number of lines around it.</summary>
    public int Depth { get; init; }

    /// <summary>Its outcome, worker and error.</summary>
    public Html Detail { get; init; }

    public TimeSpan Length => End > Start ? End - Start : TimeSpan.Zero;

    /// <summary>Whether nothing ran in that time.</summary>
    public bool IsIdle => Kind is "wait" or "point" or "missing";
}
