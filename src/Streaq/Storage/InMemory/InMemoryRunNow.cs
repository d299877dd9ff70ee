namespace Streaq.Storage.InMemory;

/// <summary>Makes scheduled tasks ready before their time. The caller holds the store's lock.</summary>
internal static class InMemoryRunNow
{
    public static RunNowResult Run(InMemoryQueue queue, string taskId)
    {
        var state = queue.LookUp(taskId).State;
        if (state is TaskState.NotFound || queue.Groups.IsUnfinished(taskId))
        {
            return RunNowResult.NotFound;
        }

        var task = queue.Tasks[taskId];
        switch (state)
        {
            case TaskState.Scheduled:
                queue.TakeOut(task);
                task.Message = task.Message with { Details = task.Message.Details with { DueAt = queue.Now } };
                queue.MakeReady(task);
                return RunNowResult.MadeReady;
            case TaskState.Waiting:
                return task.Message.Details.LimitedAt > 0 ? RunNowResult.WaitsForLimit : RunNowResult.WaitsForTasks;
            case TaskState.Ready:
                return RunNowResult.AlreadyReady;
            default:
                return state is TaskState.Running ? RunNowResult.Running : RunNowResult.Ended;
        }
    }
}
