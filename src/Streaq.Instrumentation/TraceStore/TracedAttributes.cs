namespace Streaq.Instrumentation;

/// <summary>Attributes of the operation and its outcome, with few distinct values each.</summary>
internal static class TracedAttributes
{
    public static readonly string[] Default =
    [
        AttributeNames.TaskName, AttributeNames.TaskId, AttributeNames.Queue, AttributeNames.Priority, AttributeNames.Attempt,
        AttributeNames.Operation, AttributeNames.Worker, AttributeNames.BatchCount, AttributeNames.Outcome, AttributeNames.RetryDecision,
        "streaq.trigger", "messaging.system", "error.type",
        "http.request.method", "http.route", "http.response.status_code",
        "db.system.name", "db.system", "db.operation.name", "db.collection.name",
        "rpc.system", "rpc.service", "rpc.method", "rpc.grpc.status_code",
    ];
}
