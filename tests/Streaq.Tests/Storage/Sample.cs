using System.Text;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Creates tasks and outcomes for the store tests.</summary>
internal static class Sample
{
    public const string Normal = "normal";

    public static readonly string[] Priorities = ["high", Normal, "low"];

    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    public static NewTask Task(string id, string priority = Normal) => new(Message(id, priority));

    public static TaskMessage Message(string id, string priority = Normal) =>
        new() { Id = id, Name = "test.sample", Body = Encoding.UTF8.GetBytes("{}"), Priority = priority };

    public static CompletionSettlement Success(Delivery delivery, TimeSpan? ttl, string result = "42") =>
        new(delivery, RecordFormat.Write(Record(delivery, TaskOutcome.Success) with { Result = Encoding.UTF8.GetBytes(result) }), ttl);

    public static CompletionSettlement Success(Delivery delivery) => Success(delivery, TimeSpan.FromMinutes(5));

    public static CompletionSettlement Aborted(Delivery delivery) =>
        new(delivery, RecordFormat.Write(Record(delivery, TaskOutcome.Aborted)), TimeSpan.FromMinutes(5));

    public static RetrySettlement Retry(Delivery delivery, TimeSpan delay) =>
        new(delivery, delivery.Message with { Attempt = delivery.Message.Attempt + 1, Details = delivery.Message.Details with { Trigger = TaskTrigger.Retry } }, delay);

    public static DeadLetterSettlement Failure(Delivery delivery, long failedAt)
    {
        var error = new TaskError("System.InvalidOperationException", "It broke.", "at Somewhere()");
        var record = Record(delivery, TaskOutcome.Failure) with { Error = error with { StackTrace = null } };
        var letter = new DeadLetterEntry(delivery.Message, error, failedAt, "w1", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        return new(delivery, RecordFormat.Write(record), TimeSpan.FromMinutes(5), letter);
    }

    private static TaskRecord Record(Delivery delivery, TaskOutcome outcome) => new()
    {
        Name = delivery.Message.Name,
        Outcome = outcome,
        Attempts = delivery.Message.Attempt,
        EnqueuedAt = delivery.Message.EnqueuedAt,
        StartedAt = delivery.Message.ReadyAt,
        FinishedAt = delivery.Message.ReadyAt,
        Worker = "w1",
    };
}
