using System.Collections;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Streaq.Tasks;

namespace Streaq.Execution;

/// <summary>Puts the task's id, name, queue and attempt on every log line that is written during the attempt.</summary>
internal sealed class AttemptLogScope(TaskMessage message, string queue) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 4;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("TaskId", message.Id),
        1 => new("TaskName", message.Name),
        2 => new("Queue", queue),
        3 => new("Attempt", message.Attempt),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    /// <summary>Nothing is allocated when no logger listens.</summary>
    public static IDisposable? Begin(ILogger logger, TaskMessage message, string queue) =>
        logger.IsEnabled(LogLevel.Critical) ? logger.BeginScope(new AttemptLogScope(message, queue)) : null;

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"TaskId:{message.Id} TaskName:{message.Name} Queue:{queue} Attempt:{message.Attempt}");

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
