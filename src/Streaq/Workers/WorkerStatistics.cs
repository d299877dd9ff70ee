using Streaq.Execution;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Workers;

/// <summary>
/// Adds up how a worker's attempts ended, and sends that when the worker renews its lease: so a task costs no command, and an idle
/// worker sends nothing.
/// </summary>
internal sealed class WorkerStatistics(ITaskStore store, TimeProvider time)
{
    private static readonly TimeSpan LastSend = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly List<MinuteCounts> _over = [];
    private Dictionary<string, AttemptCounts> _current = new(StringComparer.Ordinal);
    private long _minute;
    private Task _sending = Task.CompletedTask;

    /// <summary>An attempt whose outcome is stored.</summary>
    public void Add(Attempt attempt)
    {
        if (attempt.HandedOver is Attempt.NotAdmitted || !AttemptCounts.Counts(attempt.Outcome))
        {
            return;
        }

        var duration = time.GetElapsedTime(attempt.HandedOver);
        var wait = TimeSpan.FromMilliseconds(Math.Max(0, attempt.StartedAt - attempt.Message.ReadyAt));
        var minute = StatisticsPlan.Minute(store.Now);
        lock (_gate)
        {
            if (minute != _minute)
            {
                TurnTo(minute);
            }

            CountsOf(attempt.Message.Name).Add(attempt.Outcome, duration, wait);
        }
    }

    /// <summary>Sends what there is, unless the last is still on its way.</summary>
    public void Send()
    {
        if (_sending.IsCompleted && Take() is { Count: > 0 } counts)
        {
            _sending = SendAsync(counts);
        }
    }

    /// <summary>Sends the rest, when no attempt ends any more.</summary>
    public async Task FinishAsync()
    {
        await _sending.WaitAsync(LastSend, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Take() is { Count: > 0 } counts)
        {
            await SendAsync(counts).WaitAsync(LastSend, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(List<MinuteCounts> counts)
    {
        try
        {
            await store.Statistics.AddAsync(counts, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StreaqStoreException)
        {
            // Whether they were counted is not known, so they are not sent again. The outage is told of by what tasks depend on.
        }
    }

    private AttemptCounts CountsOf(string taskName)
    {
        if (!_current.TryGetValue(taskName, out var counts))
        {
            // A name that no task of this process has may be any.
            var name = _current.Count < StatisticsPlan.MostNames ? taskName : StatisticsPlan.Other;
            if (!_current.TryGetValue(name, out counts))
            {
                _current.Add(name, counts = new AttemptCounts());
            }
        }

        return counts;
    }

    private void TurnTo(long minute)
    {
        _over.AddRange(_current.Select(counts => new MinuteCounts(_minute, counts.Key, counts.Value)));
        _current = new(StringComparer.Ordinal);
        _minute = minute;
    }

    private List<MinuteCounts> Take()
    {
        lock (_gate)
        {
            if (_current.Count > 0)
            {
                TurnTo(_minute);
            }

            List<MinuteCounts> taken = [.. _over];
            _over.Clear();
            return taken;
        }
    }
}
