using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>The outcome of an attempt, as the store writes it.</summary>
internal abstract record Settlement(Delivery Delivery);

/// <summary>The task has ended.</summary>
/// <param name="Delivery">The attempt.</param>
/// <param name="Record">Its outcome, as <see cref="RecordFormat"/> writes it.</param>
/// <param name="ResultTtl">How long to keep the record; zero: not at all; <see langword="null"/>: for ever.</param>
internal sealed record CompletionSettlement(Delivery Delivery, byte[] Record, TimeSpan? ResultTtl) : Settlement(Delivery);

/// <summary>The task has failed for good and goes to the dead letters, too.</summary>
internal sealed record DeadLetterSettlement(Delivery Delivery, byte[] Record, TimeSpan? ResultTtl, DeadLetterEntry Letter)
    : Settlement(Delivery);

/// <summary>Another attempt follows after <paramref name="Delay"/>, or, snoozed, the same one.</summary>
internal sealed record RetrySettlement(Delivery Delivery, TaskMessage Next, TimeSpan Delay) : Settlement(Delivery)
{
    public bool IsSnooze => Next.Attempt == Delivery.Message.Attempt;
}
