using System.Diagnostics;
using Streaq.Chaos.Tasks;

namespace Streaq.Chaos.Worker;

/// <summary>The handlers of the tasks. They log that they began and that they ended.</summary>
internal sealed class ChaosHandlers(EffectLog effects)
{
    /// <summary>Each delivery to a worker that dies counts as an attempt. Chaos alone would use up an ordinary limit.</summary>
    private const int ManyAttempts = 1000;

    /// <summary>The tag of an attempt's span with the id that the account uses, where that is not the task's.</summary>
    public const string Life = "chaos.life";

    private static readonly TimeSpan ResultTtl = TimeSpan.FromHours(1);

    public void MapTo(StreaqBuilder streaq)
    {
        Map(streaq, ChaosTasks.Plain, static (_, _) => { });
        Map(streaq, ChaosTasks.Retrying, static (work, context) =>
        {
            if (context.Attempt <= work.Retries)
            {
                throw OddExceptions.Retry(work.Odd, TimeSpan.FromMilliseconds(100));
            }
        });
        Map(streaq, ChaosTasks.Failing, static (work, _) => throw OddExceptions.Failure(work.Odd));
        Map(streaq, ChaosTasks.Unique, static (_, _) => { }).WithUnique((Work work) => work.Key!);
        Map(streaq, ChaosTasks.Limited, static (_, _) => { }).WithMaxConcurrency(2, (Work work) => work.Key!);
        streaq.Map(ChaosTasks.Reused, RunLifeAsync).WithMaxAttempts(ManyAttempts).WithResultTtl(ReusedId.RecordTtl);
        streaq.Cron(ChaosTasks.Cron, ChaosTasks.CronExpression, async (TaskContext context, CancellationToken cancellationToken) =>
        {
            Note('B', context, context.Activity?.GetTagItem("streaq.cron.scheduled_time") as string);
            await Task.Delay(1, cancellationToken);
            Note('E', context, key: null);
        }).WithMaxAttempts(ManyAttempts).WithResultTtl(ResultTtl);
    }

    private TaskMapping<Work, int> Map(StreaqBuilder streaq, TaskDefinition<Work, int> task, Action<Work, TaskContext> end) =>
        streaq.Map(task, async (Work work, TaskContext context, CancellationToken cancellationToken) =>
        {
            Note('B', context, work.Key);
            if (work.Milliseconds > 0)
            {
                await Task.Delay(work.Milliseconds, cancellationToken);
            }

            Note('E', context, work.Key);
            end(work, context);
            return context.Attempt;
        }).WithMaxAttempts(ManyAttempts).WithResultTtl(ResultTtl);

    /// <summary>The first task of an id fails, until it is replayed; the next one succeeds.</summary>
    private async Task<int> RunLifeAsync(Work work, TaskContext context, CancellationToken cancellationToken)
    {
        var isReplay = Activity.Current?.GetTagItem("streaq.trigger") is "replay";
        var life = ReusedId.LifeOf(context.TaskId, work.Life, isReplay);
        Activity.Current?.SetTag(Life, life);
        Note('B', context, context.TaskId, life);
        await Task.Delay(work.Milliseconds, cancellationToken);
        Note('E', context, context.TaskId, life);
        return work.Life == 1 && !isReplay ? throw OddExceptions.Failure(work.Odd) : context.Attempt;
    }

    private void Note(char kind, TaskContext context, string? key, string? life = null)
    {
        var session = Activity.Current?.GetTagItem("messaging.client.id");
        effects.Write(kind, life ?? context.TaskId, context.Attempt, session, context.TaskName, key);
    }
}
