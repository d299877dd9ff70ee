using Streaq.Tasks;

namespace Streaq.Storage.InMemory;

/// <summary>The dependencies between tasks, and the records kept for dependents. The caller of a member holds the store's lock.</summary>
internal sealed class InMemoryDependencies(InMemoryQueue queue)
{
    private readonly Dictionary<InMemoryTask, InMemoryEdges> _edges = [];

    public int WaitingCount { get; private set; }

    /// <exception cref="DependencyRefusedException">
    /// The task would wait for itself, or one of its strict dependencies is unknown.
    /// </exception>
    public void Check(TaskMessage message, TaskDependencies dependencies)
    {
        if (dependencies.IsStrict && dependencies.Ids.FirstOrDefault(id => !queue.Tasks.ContainsKey(id)) is { } unknown)
        {
            throw DependencyRefusedException.Unknown(message.Id, unknown);
        }

        if (dependencies.HasChosenId && dependencies.Ids.FirstOrDefault(id => LeadsTo(id, message.Id)) is { } cycle)
        {
            throw DependencyRefusedException.Cycle(message.Id, cycle);
        }
    }

    /// <summary>Makes a new task wait for its unfinished dependencies. Without any, or with a failed one, it is released at once.</summary>
    public void WaitFor(InMemoryTask task, TaskDependencies dependencies)
    {
        task.State = TaskState.Waiting;
        WaitingCount++;
        var known = dependencies.Ids.Select(id => queue.Tasks.GetValueOrDefault(id)).OfType<InMemoryTask>().ToList();
        if (known.Find(dependency => dependency.Record is not null && !IsMet(task, dependency)) is { } failed)
        {
            Learn(task, failed);
            Release(task, failed);
            return;
        }

        foreach (var dependency in known)
        {
            if (dependency.Record is null)
            {
                EdgesFor(task).WaitsFor.Add(dependency);
                EdgesFor(dependency).Dependents.Add(task);
            }
            else
            {
                Learn(task, dependency);
                KeepFor(task, dependency);
            }
        }

        if (EdgesFor(task).WaitsFor.Count == 0)
        {
            Release(task, failed: null);
        }
    }

    /// <summary>Returns the task's snapshot with its dependents and the tasks that it waits for.</summary>
    public TaskSnapshot Show(InMemoryTask task) => task.Record is null && _edges.TryGetValue(task, out var edges)
        ? task.Show() with
        {
            Dependents = [.. edges.Dependents.Take(TaskSnapshot.MostDependents).Select(dependent => dependent.Message.Id)],
            WaitsFor = task.State is TaskState.Waiting ? [.. edges.WaitsFor.Select(dependency => dependency.Message.Id)] : [],
        }
        : task.Show();

    /// <summary>Stops the wait of a task that is about to end before its dependencies.</summary>
    public void Withdraw(InMemoryTask task)
    {
        if (_edges.TryGetValue(task, out var edges) && edges.WaitsFor.Count > 0)
        {
            edges.WaitsFor.Clear();
            WaitingCount--;
        }
    }

    /// <summary>Passes the end of a task to its dependents, and stops keeping the records that were kept for it.</summary>
    /// <param name="ended">The task.</param>
    /// <param name="ttl">How long to keep its record; <see langword="null"/>: for ever.</param>
    /// <returns>Whether the record is kept for longer, until its dependents have ended.</returns>
    public bool End(InMemoryTask ended, TimeSpan? ttl)
    {
        if (!_edges.TryGetValue(ended, out var edges))
        {
            return false;
        }

        edges.Ttl = ttl;
        foreach (var dependent in edges.Dependents.Where(
            dependent => _edges.TryGetValue(dependent, out var its) && its.WaitsFor.Remove(ended)))
        {
            Tell(dependent, ended);
        }

        foreach (var needed in edges.Needs)
        {
            LetGo(needed);
        }

        edges.Dependents.Clear();
        edges.Needs.Clear();
        return edges.KeptFor > 0 || !_edges.Remove(ended);
    }

    private void Tell(InMemoryTask dependent, InMemoryTask ended)
    {
        Learn(dependent, ended);
        if (!IsMet(dependent, ended))
        {
            Release(dependent, ended);
            return;
        }

        KeepFor(dependent, ended);
        if (EdgesFor(dependent).WaitsFor.Count == 0)
        {
            Release(dependent, failed: null);
        }
    }

    private void KeepFor(InMemoryTask task, InMemoryTask ended)
    {
        if (EdgesFor(ended).KeptFor++ == 0 && ended.ForgetAt < long.MaxValue)
        {
            EdgesFor(ended).Ttl = TimeSpan.FromMilliseconds(Math.Max(0, ended.ForgetAt - queue.Now));
            ended.ForgetAt = long.MaxValue;
        }

        EdgesFor(task).Needs.Add(ended);
    }

    private void LetGo(InMemoryTask needed)
    {
        if (--EdgesFor(needed).KeptFor == 0)
        {
            queue.Retention.ForgetAfter(needed, EdgesFor(needed).Ttl);
            _edges.Remove(needed);
        }
    }

    private InMemoryEdges EdgesFor(InMemoryTask task)
    {
        if (!_edges.TryGetValue(task, out var edges))
        {
            _edges.Add(task, edges = new());
        }

        return edges;
    }

    private static bool IsMet(InMemoryTask task, InMemoryTask ended) =>
        ended.Record is { Outcome: TaskOutcome.Success }
        || string.Equals(task.Message.Details.Dependencies!.AnyOutcomeOf, ended.Message.Id, StringComparison.Ordinal);

    private static void Learn(InMemoryTask task, InMemoryTask ended)
    {
        var dependencies = task.Message.Details.Dependencies!;
        if (ended.Record!.TraceParent is { } span && dependencies.Spans.Count < TaskDependencies.MaxSpans)
        {
            dependencies = dependencies with { Spans = [.. dependencies.Spans, span] };
            task.Message = task.Message with { Details = task.Message.Details with { Dependencies = dependencies } };
        }

        if (ended.Record.Result.Length > 0 && string.Equals(dependencies.TakesResultOf, ended.Message.Id, StringComparison.Ordinal))
        {
            task.Message = task.Message with { Body = ended.Record.Result };
        }
    }

    private void Release(InMemoryTask task, InMemoryTask? failed)
    {
        WaitingCount--;
        EdgesFor(task).WaitsFor.Clear();
        if (failed is not null)
        {
            var dependencies = task.Message.Details.Dependencies! with { Failed = (failed.Message.Id, failed.Record!.Outcome) };
            task.Message = task.Message with { Details = task.Message.Details with { Dependencies = dependencies } };
        }
        else if (task.Message.Details.DueAt > queue.Now)
        {
            queue.Schedule(task, task.Message.Details.DueAt);
            return;
        }

        queue.MakeReady(task);
    }

    private bool LeadsTo(string from, string id)
    {
        var (seen, stack) = (new HashSet<string>(StringComparer.Ordinal), new Stack<string>([from]));
        while (stack.TryPop(out var next))
        {
            if (!seen.Add(next) || queue.Tasks.GetValueOrDefault(next) is not { Record: null } task)
            {
                continue;
            }

            foreach (var dependency in task.Message.Details.Dependencies?.Ids ?? [])
            {
                if (string.Equals(dependency, id, StringComparison.Ordinal))
                {
                    return true;
                }

                stack.Push(dependency);
            }
        }

        return false;
    }
}
