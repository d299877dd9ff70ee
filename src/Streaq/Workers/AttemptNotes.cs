using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Streaq.Execution;
using Streaq.Maintenance;
using Streaq.Storage;

namespace Streaq.Workers;

/// <summary>
/// Notes in the store the trace contexts of attempts under way, so that whoever takes over after a crash links to them.
/// Only sampled attempts are noted, and only those that last longer than <see cref="Pause"/>: most tasks cost nothing.
/// </summary>
internal sealed class AttemptNotes(IWorkerLease lease, TimeProvider time, ILogger logger) : IAttemptObserver
{
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, Activity> _running = new(StringComparer.Ordinal);
    private readonly HashSet<string> _noted = new(StringComparer.Ordinal);
    private readonly RetryPace _pace = new(time);
    private readonly Wakeup _changed = new(time);

    public void Began(string taskId, Activity span)
    {
        _running[taskId] = span;
        _changed.Raise();
    }

    public void Ended(string taskId)
    {
        _running.TryRemove(taskId, out _);
        _changed.Raise();
    }

    /// <summary>Runs until it is stopped; sleeps while no sampled attempt begins or ends.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await _changed.WaitAsync(Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(false);
                await Task.Delay(Pause, time, stopping).ConfigureAwait(false);
                await WriteAsync(stopping).ConfigureAwait(false);
                _pace.Succeeded(logger, nameof(AttemptNotes));
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (StreaqStoreException e)
            {
                await _pace.FailedAsync(logger, nameof(AttemptNotes), e, stopping).ConfigureAwait(false);
                _changed.Raise();
            }
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var began = _running.Where(attempt => !_noted.Contains(attempt.Key)).Select(attempt => KeyValuePair.Create(attempt.Key, attempt.Value.Id!)).ToList();
        var ended = _noted.Where(id => !_running.ContainsKey(id)).ToList();
        if (began.Count + ended.Count > 0)
        {
            await lease.NoteAttemptsAsync(began, ended, cancellationToken).ConfigureAwait(false);
            _noted.UnionWith(began.Select(attempt => attempt.Key));
            _noted.ExceptWith(ended);
        }
    }
}
