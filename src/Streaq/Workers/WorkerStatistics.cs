using Streaq.Execution;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>
/// Counts how a worker's attempts ended, notes some of them, and sends both when the worker renews its lease. So a task costs no command,
/// and an idle worker sends nothing.
/// </summary>
internal sealed class WorkerStatistics(ITaskStore store, string worker, TimeProvider time)
{
    private static readonly TimeSpan LastSend = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly RecentSample _sample = new();
    private readonly List<MinuteCounts> _over = [];
    private Dictionary<string, AttemptCounts> _current = new(StringComparer.Ordinal);
    private long _minute;
    private Task _sending = Task.CompletedTask;

    /// <summary>Adds attempts whose outcomes were stored in one write.</summary>
    public void Add(IReadOnlyList<Attempt> attempts)
    {
        var (now, timestamp) = (store.Now, time.GetTimestamp());
        var minute = StatisticsPlan.Minute(now);
        lock (_gate)
        {
            if (minute != _minute)
            {
                TurnTo(minute);
            }

            foreach (var attempt in attempts)
            {
                // An attempt without a settlement leaves its task to other workers.
                if (attempt is { Settlement: not null, HandedOver: not Attempt.NotAdmitted })
                {
                    Add(attempt, now, timestamp);
                }
            }
        }
    }

    private void Add(Attempt attempt, long now, long timestamp)
    {
        if (AttemptCounts.Counts(attempt.Outcome))
        {
            var wait = TimeSpan.FromMilliseconds(Math.Max(0, attempt.StartedAt - attempt.Message.ReadyAt));
            CountsOf(attempt.Message.Name).Add(attempt.Outcome, time.GetElapsedTime(attempt.HandedOver, timestamp), wait);
        }

        if (EndedAttempt.Ends(attempt.Outcome))
        {
            _sample.Add(Note(attempt, now));
        }
    }

    /// <summary>Sends all counts and notes that were not sent yet, unless an earlier send is still running.</summary>
    public void Send()
    {
        if (_sending.IsCompleted && Take() is { IsEmpty: false } news)
        {
            _sending = SendAsync(news);
        }
    }

    /// <summary>Sends the rest. Called when no attempt ends any more.</summary>
    public async Task FinishAsync()
    {
        await _sending.WaitAsync(LastSend, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Take() is { IsEmpty: false } news)
        {
            await SendAsync(news).WaitAsync(LastSend, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(WorkerNews news)
    {
        try
        {
            await store.Statistics.AddAsync(news, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StreaqStoreException)
        {
            // The store may have counted them, so they are not sent again. The loops that tasks depend on report the outage.
        }
    }

    private static EndedAttempt Note(Attempt attempt, long now)
    {
        var failed = attempt.Outcome is TaskOutcome.Failure or TaskOutcome.Timeout;
        return new EndedAttempt
        {
            Id = attempt.Message.Id,
            Name = attempt.Message.Name,
            Priority = attempt.Message.Priority,
            Attempt = attempt.Message.Attempt,
            Outcome = attempt.Outcome,
            ReadyAt = attempt.Message.ReadyAt,
            StartedAt = attempt.StartedAt,
            EndedAt = now,
            ErrorType = failed && attempt.Error is { } error ? ExceptionText.Type(ProcessTelemetry.Cause(error)) : null,
            TraceId = attempt.Span.TraceId,
            SpanId = attempt.Span.SpanId,
        };
    }

    private AttemptCounts CountsOf(string taskName)
    {
        if (!_current.TryGetValue(taskName, out var counts))
        {
            // Tasks that are not mapped in this process can have any names, so the number of names is limited.
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

    private WorkerNews Take()
    {
        lock (_gate)
        {
            if (_current.Count > 0)
            {
                TurnTo(_minute);
            }

            MinuteCounts[] counts = [.. _over];
            _over.Clear();
            return new WorkerNews(counts, [.. _sample.Take().Select(ended => ended.ToLine(worker))]);
        }
    }
}
