using System.Text.Json;

namespace Streaq.Tasks;

/// <summary>Writes and reads the end of a group as a task's record. The Redis scripts write the same form.</summary>
internal static class GroupRecord
{
    public const string Name = "group";

    public static TaskRecord From(GroupProgress group, long enqueuedAt, long now, TaskRecord? last) => new()
    {
        Name = Name,
        Outcome = group.Failed == 0 ? TaskOutcome.Success : TaskOutcome.Failure,
        Attempts = 0,
        EnqueuedAt = enqueuedAt,
        FinishedAt = now,
        TraceId = last?.SpanId is null ? null : last.TraceId,
        SpanId = last?.SpanId,
        Error = group.Failed == 0
            ? null
            : new TaskError(typeof(GroupFailedException).FullName!, $"Of {group.Total} tasks {group.Failed} did not succeed."),
        Result = JsonSerializer.SerializeToUtf8Bytes(group, GroupJson.Default.GroupProgress),
    };

    /// <returns><see langword="null"/> for the record of a task.</returns>
    /// <exception cref="StreaqStoreException">The record is not what the store writes.</exception>
    public static GroupProgress? Read(TaskRecord record, string? id = null)
    {
        try
        {
            return record is { Name: Name, Worker: null, Result.Length: > 0 }
                ? JsonSerializer.Deserialize(record.Result.Span, GroupJson.Default.GroupProgress)
                : null;
        }
        catch (JsonException e)
        {
            throw new StreaqStoreException($"The record of group '{id}' can't be read: was its key in Redis written by something else?", e);
        }
    }
}
