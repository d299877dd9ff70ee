using System.Text;

namespace Streaq.Storage.InMemory;

/// <summary>A worker's lease on the tasks of this process.</summary>
internal sealed class InMemoryWorkerLease(InMemoryGate gate, InMemoryQueue queue, WorkerRegistration registration, TimeProvider time)
    : IWorkerLease
{
    private readonly PriorityTurns _turns = new(registration.Priorities.Count, registration.PriorityPolicy);

    public string Worker => registration.WorkerId;

    private bool HasLease => queue.Leases.ContainsKey(registration.WorkerId);

    public async ValueTask FetchAsync(int room, TimeSpan wait, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        Task ready;
        using (gate.Enter())
        {
            if (Take(room, deliveries) > 0 || wait <= TimeSpan.Zero)
            {
                return;
            }

            ready = queue.Ready.Newly.Task;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(ready, Task.Delay(wait, time, ended.Token)).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        using (gate.Enter())
        {
            Take(room, deliveries);
        }
    }

    public ValueTask<StartDecision> AdmitAsync(Delivery delivery, StartConditions conditions, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new(queue.Admit(registration.WorkerId, delivery.Message.Id, conditions));
        }
    }

    public ValueTask<bool> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            if (!HasLease)
            {
                return new(false);
            }

            foreach (var settlement in settlements)
            {
                Settle(settlement);
            }

            return new(true);
        }
    }

    public ValueTask<bool> RenewAsync(CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            if (!HasLease)
            {
                return new(false);
            }

            var duration = (long)registration.LeaseDuration.TotalMilliseconds;
            queue.Leases[registration.WorkerId] = time.GetUtcNow().ToUnixTimeMilliseconds() + duration;
            return new(true);
        }
    }

    public ValueTask NoteAttemptsAsync(
        IReadOnlyList<KeyValuePair<string, string>> began, IReadOnlyList<string> ended, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            foreach (var (id, traceParent) in began)
            {
                if (queue.Tasks.TryGetValue(id, out var task) && queue.Held(registration.WorkerId).Contains(task))
                {
                    task.AttemptTraceParent = traceParent;
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<int> LeaveAsync(CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            queue.Leases.Remove(registration.WorkerId);
            queue.Workers.Remove(registration.WorkerId);
            var held = queue.Held(registration.WorkerId);
            queue.HeldBy.Remove(registration.WorkerId);
            foreach (var task in held.OrderBy(task => task.TakenAs))
            {
                queue.Admission.Suspend(task);
                InMemoryAborts.PassOn(task);
                queue.MakeReady(task);
            }

            return new(held.Count);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private int Take(int room, ICollection<Delivery> deliveries)
    {
        var taken = 0;
        var lead = registration.Priorities[_turns.Next()];
        while (taken < room && queue.Take(lead, registration.WorkerId) is { } first)
        {
            deliveries.Add(Deliver(first));
            taken++;
        }

        foreach (var priority in registration.Priorities)
        {
            while (taken < room && queue.Take(priority, registration.WorkerId) is { } task)
            {
                deliveries.Add(Deliver(task));
                taken++;
            }
        }

        return taken;
    }

    private static Delivery Deliver(InMemoryTask task) => new(task.Message, Encoding.UTF8.GetBytes(task.Message.Id));

    private void Settle(Settlement settlement)
    {
        if (queue.Release(settlement.Delivery.Message.Id, registration.WorkerId) is not { } task)
        {
            return;
        }

        switch (settlement)
        {
            case CompletionSettlement completion:
                queue.End(task, completion.Record, completion.ResultTtl);
                break;
            case DeadLetterSettlement dead:
                queue.DeadLetters.Add(dead.Letter with { DeduplicationKey = task.DeduplicationKey });
                queue.End(task, dead.Record, dead.ResultTtl);
                break;
            case RetrySettlement retrial:
                queue.Admission.Suspend(task);
                task.Message = retrial.Next;
                var delay = InMemoryAborts.PassOn(task) ? TimeSpan.Zero : retrial.Delay;
                queue.Schedule(task, time.GetUtcNow().ToUnixTimeMilliseconds() + (long)Math.Ceiling(delay.TotalMilliseconds));
                break;
        }
    }
}
