using System.Diagnostics;
using System.Runtime.CompilerServices;
using OpenTelemetry;
using OpenTelemetry.Context;

namespace Streaq.Instrumentation;

/// <summary>Gives each attempt a <see cref="Baggage.Current"/> of its own.</summary>
/// <remarks>
/// The executor's asynchronous method calls this class synchronously, while it starts the attempt's span. So a value set here flows into
/// middleware and handler, and the worker's loop does not see it after that method returns.
/// </remarks>
internal static class AttemptBaggage
{
    private const string Slot = "otel.baggage";

    private static readonly AsyncLocal<Baggage> AtTheBeginning = new();

    // The static constructor of Baggage registers the slot.
    static AttemptBaggage() => RuntimeHelpers.RunClassConstructor(typeof(Baggage).TypeHandle);

    /// <summary>Whether this flow has baggage. Unlike <see cref="Baggage.Current"/>, it creates no holder.</summary>
    public static bool HasCurrent => RuntimeContext.GetValue(Slot) is not null && Baggage.Current.Count > 0;

    /// <summary>Returns the baggage with which the attempt around a span began; none for a span outside of any attempt.</summary>
    public static Baggage RestoredFor(Activity activity)
    {
        for (var span = activity; span is not null; span = span.Parent)
        {
            if (IsAttempt(span))
            {
                return AtTheBeginning.Value;
            }
        }

        return default;
    }

    /// <summary>Whether the span is a <c>process X</c>.</summary>
    public static bool IsAttempt(Activity? activity) =>
        activity is { Kind: ActivityKind.Consumer } && activity.Source.Name is StreaqTelemetry.SourceName;

    /// <summary>Removes the baggage that the worker's loop inherited from the code that started it.</summary>
    public static void Clear() => Set(default);

    /// <summary>Sets the baggage of this flow alone.</summary>
    /// <remarks>
    /// OpenTelemetry keeps the current baggage in a holder. Once it exists, all flows with a common origin share it. Without a new holder,
    /// one attempt's baggage would reach all others that run at the same time.
    /// </remarks>
    public static void Set(Baggage baggage)
    {
        if (baggage.Count == 0 && RuntimeContext.GetValue(Slot) is null && AtTheBeginning.Value.Count == 0)
        {
            return;
        }

        RuntimeContext.SetValue(Slot, null!);
        AtTheBeginning.Value = baggage;
        if (baggage.Count > 0)
        {
            Baggage.Current = baggage;
        }
    }
}
