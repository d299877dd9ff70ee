using Streaq.Execution;
using Streaq.Maintenance;
using Streaq.Storage;

namespace Streaq.Workers;

/// <summary>
/// Stores the trace contexts of running attempts, so that the worker that takes over after a crash can link to them.
/// It stores only sampled attempts that last longer than <see cref="Pause"/>, so most tasks cost nothing.
/// </summary>
internal sealed class AttemptNotes(IWorkerLease lease, TimeProvider time, StoreOutage outage)
{
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly List<Slot> _slots = [];
    private readonly HashSet<string> _noted = new(StringComparer.Ordinal);
    private readonly RetryPace _pace = outage.PaceOf(nameof(AttemptNotes));
    private readonly Wakeup _changed = new(time);

    /// <summary>Adds a slot to observe. Called before <see cref="RunAsync"/>.</summary>
    public IAttemptObserver AddSlot()
    {
        var slot = new Slot(_changed);
        _slots.Add(slot);
        return slot;
    }

    /// <summary>Runs until it is stopped; sleeps while no sampled attempt begins or ends.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var pace = _pace;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await _changed.WaitAsync(Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(false);
                await Task.Delay(Pause, time, stopping).ConfigureAwait(false);
                await WriteAsync(stopping).ConfigureAwait(false);
                _pace.Succeeded();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (StreaqStoreException e)
            {
                await _pace.FailedAsync(e, stopping).ConfigureAwait(false);
                _changed.Raise();
            }
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var running = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var slot in _slots)
        {
            if (slot.Running is { } attempt)
            {
                running[attempt.Message.Id] = attempt.Span.Id!;
            }
        }

        var began = running.Where(attempt => !_noted.Contains(attempt.Key)).ToList();
        var ended = _noted.Where(id => !running.ContainsKey(id)).ToList();
        if (began.Count + ended.Count > 0)
        {
            await lease.NoteAttemptsAsync(began, ended, cancellationToken).ConfigureAwait(false);
            _noted.UnionWith(began.Select(attempt => attempt.Key));
            _noted.ExceptWith(ended);
        }
    }

    /// <summary>Holds the attempt of one slot. A slot runs one attempt at a time, so a change is a write of one field.</summary>
    private sealed class Slot(Wakeup changed) : IAttemptObserver
    {
        private Attempt? _running;

        public Attempt? Running => Volatile.Read(ref _running);

        public void Began(Attempt attempt)
        {
            Volatile.Write(ref _running, attempt);
            changed.Raise();
        }

        public void Ended()
        {
            Volatile.Write(ref _running, null);
            changed.Raise();
        }
    }
}
