namespace Streaq.Telemetry;

/// <summary>
/// Defines all attributes of Streaq's spans and metrics. Names without <c>streaq.</c> come from the semantic conventions.
/// </summary>
internal static class TelemetryAttributes
{
    public const string MessagingSystem = "messaging.system";
    public const string OperationName = "messaging.operation.name";
    public const string OperationType = "messaging.operation.type";
    public const string Destination = "messaging.destination.name";
    public const string MessageId = "messaging.message.id";
    public const string ConversationId = "messaging.message.conversation_id";
    public const string ClientId = "messaging.client.id";
    public const string ConsumerGroup = "messaging.consumer.group.name";
    public const string BatchCount = "messaging.batch.message_count";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string ErrorType = "error.type";

    public const string TaskName = "streaq.task.name";
    public const string Attempt = "streaq.attempt";
    public const string MaxAttempts = "streaq.max_attempts";
    public const string Priority = "streaq.priority";
    public const string Trigger = "streaq.trigger";
    public const string Outcome = "streaq.outcome";
    public const string QueueTime = "streaq.queue_time";
    public const string LimitTime = "streaq.limit_time";
    public const string ScheduleDelay = "streaq.schedule_delay";
    public const string ParentId = "streaq.parent_id";
    public const string DependencyIds = "streaq.dependency.ids";
    public const string PreviousWorker = "streaq.lease.previous_worker";
    public const string Deliveries = "streaq.lease.deliveries";
    public const string RetryDelay = "streaq.retry.delay";
    public const string CronExpression = "streaq.cron.expression";
    public const string CronScheduledTime = "streaq.cron.scheduled_time";
    public const string State = "streaq.state";
    public const string Middleware = "streaq.middleware";

    /// <summary>On a link: its meaning.</summary>
    public const string LinkKind = "streaq.link.kind";

    /// <summary>On a span: the same relation as <c>traceparent</c>, for backends that draw no links or drop their attributes.</summary>
    public const string LinkCreation = "streaq.link.creation";
    public const string LinkPreviousAttempt = "streaq.link.previous_attempt";
    public const string LinkDeadAttempt = "streaq.link.dead_attempt";
    public const string LinkAborter = "streaq.link.aborter";

    /// <summary>
    /// The value of <see cref="MessagingSystem"/>. The conventions have none for Redis, and the attribute identifies the product.
    /// </summary>
    public const string System = "streaq";
}
