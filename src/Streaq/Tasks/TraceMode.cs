namespace Streaq;

/// <summary>How the span of an attempt relates to the span that enqueued the task.</summary>
public enum TraceMode
{
    /// <summary>
    /// The default. A child of the enqueuing span, with a link to it, while the message is younger than
    /// <see cref="StreaqOptions.MaxParentAge"/> and was enqueued as one of at most 32. Retries of such an attempt are children as well.
    /// Otherwise a new trace with a link.
    /// </summary>
    Auto,

    /// <summary>Always a child of the enqueuing span, however old it is.</summary>
    Parent,

    /// <summary>Always a trace of its own, linked to the enqueuing span.</summary>
    Link,

    /// <summary>Always a trace of its own; nothing travels with the message.</summary>
    None,
}
