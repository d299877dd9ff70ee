using System.Text;
using Streaq.Tasks;

namespace Streaq.Storage.InMemory;

/// <summary>Aborts tasks. The store's lock is held in every member.</summary>
internal static class InMemoryAborts
{
    /// <summary>Ends a task that no worker holds. If a worker holds it, requests the end from the worker.</summary>
    /// <returns>Whether this call ended the task.</returns>
    public static bool TryEnd(InMemoryQueue queue, InMemoryTask task, string abortedBy)
    {
        if (task.Worker is { } worker)
        {
            task.AbortedBy = abortedBy;
            if (queue.Workers.TryGetValue(worker, out var joined))
            {
                joined.Registration.Aborts.Add(new AbortRequest(task.Message.Id, Encoding.UTF8.GetBytes(task.Message.Id), abortedBy));
            }

            return false;
        }

        queue.TakeOut(task);
        var record = new TaskRecord
        {
            Name = task.Message.Name,
            Outcome = TaskOutcome.Aborted,
            Attempts = task.Message.Attempt - 1,
            EnqueuedAt = task.Message.EnqueuedAt,
            FinishedAt = queue.Now,
            Origin = TaskOrigin.Whole(task.Message) with { ReadyAt = 0, Enqueue = null },
        };
        queue.End(task, RecordFormat.Write(record), AbortResult.RecordTtl);
        return true;
    }

    /// <summary>Puts a request that the worker did not fulfil into the message, for the worker that gets the task next.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool PassOn(InMemoryTask task)
    {
        if (task.AbortedBy is not { } abortedBy)
        {
            return false;
        }

        task.AbortedBy = null;
        task.Message = task.Message with { Details = task.Message.Details with { AbortedBy = abortedBy } };
        return true;
    }
}
