using Streaq;

namespace Docs;

internal static class LookUps
{
    public static async Task<int> ListAsync(IStreaqClient client)
    {
        var seen = 0;
        #region list
        string? continuation = null;
        do
        {
            var page = await client.ListAsync(TaskState.Running, limit: 100, continuation);
            foreach (var task in page.Tasks)
            {
                Console.WriteLine($"{task.TaskId} {task.TaskName} attempt {task.Attempts} since {task.StartedAt} on {task.Worker}, trace {task.TraceId}");
                seen++;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        #endregion
        return seen;
    }

    public static async Task QueuesAsync(IStreaqClient client)
    {
        #region queues
        foreach (var queue in await client.QueuesAsync())
        {
            Console.WriteLine($"{queue.Name}: {queue.Workers} workers, {queue.Counts?.Ready.Values.Sum()} ready");
        }
        #endregion
    }

    public static async Task WorkersAsync(IStreaqClient client)
    {
        #region workers
        foreach (var worker in await client.WorkersAsync())
        {
            Console.WriteLine($"{worker.WorkerId} on {worker.HostName}, {worker.TaskCount} of {worker.Concurrency}, lease until {worker.LeaseUntil}");
        }
        #endregion
    }
}
