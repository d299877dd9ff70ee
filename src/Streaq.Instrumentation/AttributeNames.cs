namespace Streaq.Instrumentation;

/// <summary>The attributes of Streaq's spans that this package reads, and those that it writes.</summary>
internal static class AttributeNames
{
    public const string TaskName = "streaq.task.name";
    public const string TaskId = "messaging.message.id";
    public const string Queue = "messaging.destination.name";
    public const string Priority = "streaq.priority";
    public const string Attempt = "streaq.attempt";
    public const string Operation = "messaging.operation.name";
    public const string Worker = "messaging.client.id";
    public const string BatchCount = "messaging.batch.message_count";
    public const string Outcome = "streaq.outcome";

    /// <summary>The conventions replaced it by an operation name and a type. Aspire's dashboard still reads it.</summary>
    public const string DeprecatedOperation = "messaging.operation";

    public const string RetryDecision = "streaq.retry.decision";
    public const string RetryDelay = "streaq.retry.delay";

    /// <summary>The prefix of the attributes of chosen argument properties.</summary>
    public const string ArgumentPrefix = "streaq.argument.";
}
