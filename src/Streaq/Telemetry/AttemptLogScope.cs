using System.Collections;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>
/// Adds the task's id, name, queue and attempt to every log line of the attempt. The names are those on its span, so one query finds both.
/// </summary>
internal sealed class AttemptLogScope(TaskMessage message, string queue) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 4;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new(TelemetryAttributes.MessageId, message.Id),
        1 => new(TelemetryAttributes.TaskName, message.Name),
        2 => new(TelemetryAttributes.Destination, queue),
        3 => new(TelemetryAttributes.Attempt, message.Attempt),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    /// <summary>
    /// Begins the scope, also where Streaq's own category is switched off: the lines are those of user code. Nothing is allocated without
    /// loggers.
    /// </summary>
    public static LogScope Begin(ILogger logger, TaskMessage message, string queue) =>
        new(logger is GuardedLogger { IsDeaf: true } ? null : logger.BeginScope(new AttemptLogScope(message, queue)));

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    public override string ToString() =>
        string.Join(' ', this.Select(static pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}:{pair.Value}")));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The scope that a logging provider created. Its disposal is user code, too.</summary>
internal readonly struct LogScope(IDisposable? scope) : IDisposable
{
    public void Dispose()
    {
        try
        {
            scope?.Dispose();
        }
#pragma warning disable CA1031 // A provider. It throws at an event as well, and that exception is logged.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
