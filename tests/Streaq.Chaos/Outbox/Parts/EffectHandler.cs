using Microsoft.Extensions.DependencyInjection;
using Streaq.Chaos.Worker;

namespace Streaq.Chaos.Outbox.Parts;

/// <summary>The handler of a worker: it writes a row for each task through the inbox, while servers fail and return.</summary>
internal sealed class EffectHandler(EffectLog log, WorstMoment moment)
{
    /// <summary>Each delivery to a worker that dies counts as an attempt. Chaos alone would use up an ordinary limit.</summary>
    private const int ManyAttempts = 1000;

    private const string Handled = "handled";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public void MapTo(StreaqBuilder streaq) => streaq.MapGroup(group =>
    {
        group.Use(AttemptAsync);
        group.WithInbox<SaleDbContext>();
        group.Map(SaleTask.Effect, HandleAsync).WithMaxAttempts(ManyAttempts);
        group.Map(SaleTask.Stage, StageAsync).WithMaxAttempts(ManyAttempts);
    });

    /// <summary>Retries an attempt that the database interrupts. The process may end itself before the outcome is stored.</summary>
    private async Task AttemptAsync(TaskContext context, TaskDelegate next)
    {
        log.Write(SaleLine.Attempt, context.TaskId);
        try
        {
            await next(context);
        }
        catch (Exception e) when (e is not (StreaqRetryException or OperationCanceledException))
        {
            throw new StreaqRetryException("The database is away.", Pause);
        }

        if (!context.Items.ContainsKey(Handled))
        {
            log.Write(SaleLine.Found, context.TaskId);
        }

        moment.Pass();
    }

    private async Task<SaleTask> StageAsync(SaleTask task, TaskContext context, SaleDbContext db, CancellationToken cancellationToken)
    {
        await HandleAsync(task, context, db, cancellationToken);
        return task with { Number = task.Number + 1 };
    }

    private async Task<int> HandleAsync(SaleTask task, TaskContext context, SaleDbContext db, CancellationToken cancellationToken)
    {
        context.Items[Handled] = true;
        log.Write(SaleLine.Handler, context.TaskId);
        db.Effects.Add(new Effect { SaleId = task.Sale, Number = task.Number });
        if (task.Child is { } child)
        {
            db.Enqueue(SaleTask.Effect, new SaleTask(task.Sale, child));
        }

        await db.SaveChangesAsync(cancellationToken);
        if (context.Attempt <= task.Retries)
        {
            throw new StreaqRetryException("again", Pause);
        }

        return task.Number;
    }
}
