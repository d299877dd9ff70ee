using System.Diagnostics;

namespace Streaq.Instrumentation;

/// <summary>Options of Streaq's spans: which ones a tracer provider keeps, and what is added to them.</summary>
/// <remarks>
/// A callback that throws changes nothing: the span and the task go on, and the event source <c>OpenTelemetry-Instrumentation-Streaq</c>
/// reports the exception. All providers of the process share one object for a span. So a filter or an enrichment of one provider shows in
/// the others.
/// </remarks>
public sealed class StreaqInstrumentationOptions
{
    /// <summary>
    /// Returns whether a span is kept. Called when a sampled span starts. When the sampler follows the parent, as the default one does, the
    /// children of a dropped span are dropped as well: without <c>enqueue X</c>, there is no <c>process X</c>. Default:
    /// <see langword="null"/>, every span is kept.
    /// </summary>
    public Func<TaskSpan, bool>? Filter { get; set; }

    /// <summary>
    /// Called at the end of every recorded <c>process X</c> span whose task could be read, after its outcome was stored. The
    /// attempt's scope is disposed by then, so do not use <see cref="TaskContext.Services"/>. <see cref="TaskContext.Outcome"/> is known.
    /// The callback runs where the worker stores outcomes, so it should be quick.
    /// Default: <see langword="null"/>.
    /// </summary>
    public Action<Activity, TaskContext>? EnrichWithTaskContext { get; set; }

    /// <summary>
    /// Called at the end of every recorded <c>retry X</c>, <c>snooze X</c> and <c>dead_letter X</c> span, with the context of its attempt.
    /// The rules of <see cref="EnrichWithTaskContext"/> hold. The attempt's outcome is not yet known. Default: <see langword="null"/>.
    /// </summary>
    public Action<Activity, TaskContext>? EnrichWithSettlement { get; set; }

    /// <summary>
    /// Called at the end of every recorded span of a task that a client enqueues. These are <c>enqueue X</c>, <c>schedule X</c>, and
    /// <c>create X</c> of a batch. The context has all changes by middleware of <c>UseEnqueue</c>. Not called for replays, firings
    /// of a schedule, and <c>enqueue {queue}</c>, which is about many tasks. It runs in the caller's flow. Default: <see langword="null"/>.
    /// </summary>
    public Action<Activity, EnqueueContext>? EnrichWithEnqueueContext { get; set; }

    /// <summary>
    /// Called at the end of every recorded span of Streaq, after the other enrichments. This includes spans of no attempt or of many:
    /// <c>claim {queue}</c>, <c>receive {queue}</c>, <c>ack {queue}</c>, <c>abort X</c>, <c>drop X</c> and <c>wait X</c>. Default:
    /// <see langword="null"/>.
    /// </summary>
    public Action<Activity, TaskSpan>? EnrichWithTaskSpan { get; set; }

    /// <summary>
    /// Called at the end of every recorded span that an exception ended. For a retry, that is the exception that caused it. Default:
    /// <see langword="null"/>.
    /// </summary>
    public Action<Activity, Exception>? EnrichWithException { get; set; }

    /// <summary>
    /// Whether the exception that ended a span is added to it as an event. It is added only once, even if
    /// <see cref="StreaqOptions.RecordException"/> is set too, or a handler, a middleware or <see cref="EnrichWithException"/> has
    /// added it: see <see cref="StreaqTelemetry.RecordException"/>. Default: <see langword="false"/>, since the conventions prefer the log
    /// events <c>streaq.task.retrying</c> and <c>messaging.process.exception</c>, which Streaq always writes.
    /// </summary>
    public bool RecordException { get; set; }

    /// <summary>
    /// Whether every span of Streaq also has the deprecated attribute <c>messaging.operation</c>, with the span's name as its value.
    /// Aspire's dashboard shows that attribute in place of the name of a messaging span: with it <c>process orders.confirm</c>, without it
    /// the queue alone. It is set at the span's end, after the enrichments. Default: <see langword="false"/>.
    /// </summary>
    public bool SetMessagingOperation { get; set; }
}
