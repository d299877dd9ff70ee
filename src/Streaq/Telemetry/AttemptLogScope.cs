using System.Collections;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Streaq.Tasks;

namespace Streaq.Telemetry;

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
    public static LogScope Begin(ILogger logger, TaskMessage message, string queue) =>
        new(logger.IsEnabled(LogLevel.Critical) ? logger.BeginScope(new AttemptLogScope(message, queue)) : null);

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

/// <summary>What a provider made of a scope; its end is user code, too.</summary>
internal readonly struct LogScope(IDisposable? scope) : IDisposable
{
    public void Dispose()
    {
        try
        {
            scope?.Dispose();
        }
#pragma warning disable CA1031 // A provider. What it threw at a scope it throws at an event as well, where it is told.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
