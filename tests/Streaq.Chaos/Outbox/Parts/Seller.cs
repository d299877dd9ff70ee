using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Chaos.Worker;

namespace Streaq.Chaos.Outbox.Parts;

/// <summary>An application that saves sales with their tasks, in all possible ways, or rolls them back.</summary>
internal sealed class Seller(IServiceProvider services, IStreaqClient client, EffectLog log, PartArguments arguments)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Random _random = new(arguments.Seed);
    private int _next;

    public async Task RunAsync(CancellationToken stopping)
    {
        var began = Stopwatch.GetTimestamp();
        while (!stopping.IsCancellationRequested)
        {
            await SellAsync(string.Create(CultureInfo.InvariantCulture, $"{arguments.Name}-{_next++}"));
            var ahead = TimeSpan.FromSeconds((double)_next / arguments.Rate) - Stopwatch.GetElapsedTime(began);
            if (ahead > TimeSpan.Zero)
            {
                await Task.Delay(ahead, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SellAsync(string sale)
    {
        try
        {
            await using var scope = services.CreateAsyncScope();
            var isCommitted = await SellAsync(scope.ServiceProvider.GetRequiredService<SaleDbContext>(), sale);
            log.Write(isCommitted ? SaleLine.Committed : SaleLine.RolledBack, sale);
        }
#pragma warning disable CA1031 // The account reports it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.Write(SaleLine.Unknown, sale);
            if (!IsOutage(e))
            {
                log.Write(SaleLine.Startled, sale, e.ToString().ReplaceLineEndings("_").Replace(' ', '_'));
            }

            await Task.Delay(Pause);
        }
    }

    private static bool IsOutage(Exception? e) =>
        e is DbException or SocketException or IOException or TimeoutException or TransactionException
        || (e is not null && IsOutage(e.InnerException));

    /// <returns>Whether it was committed.</returns>
    private Task<bool> SellAsync(SaleDbContext db, string sale) => _random.Next(100) switch
    {
        < 18 => SaveAsync(db, sale, db.Enqueue(SaleTask.Effect, new(sale, 0))),
        < 24 => SaveAsync(db, sale, effects: 3, db.Enqueue(
            client.Pipeline(SaleTask.Stage, new(sale, 0)).Then(SaleTask.Stage).Then(SaleTask.Effect))),
        < 30 => InGroupAsync(db, sale, 1 + _random.Next(20)),
        < 38 => SaveAsync(db, sale, [.. db.EnqueueMany(SaleTask.Effect, Numbers(2 + _random.Next(30)).Select(number => new SaleTask(sale, number)))]),
        < 46 => SaveAsync(db, sale, db.Enqueue(SaleTask.Effect, new(sale, 0), new EnqueueOptions { Id = sale })),
        < 52 => SaveAsync(db, sale, db.Enqueue(SaleTask.Effect, new(sale, 0), new EnqueueOptions { Delay = TimeSpan.FromMilliseconds(_random.Next(2_000)) })),
        < 60 => SaveAsync(db, sale, db.Enqueue(SaleTask.Effect, new(sale, 0, Retries: 1 + _random.Next(2)))),
        < 68 => SaveAsync(db, sale, effects: 2, db.Enqueue(SaleTask.Effect, new(sale, 0, Child: 1))),
        < 76 => SaveAsync(db, sale, Graph(db, sale)),
        < 84 => InTransactionAsync(db, sale, isCommitted: true),
        < 92 => InTransactionAsync(db, sale, isCommitted: false),
        < 96 => InScopeAsync(db, sale),
        _ => ForgetAsync(db, sale),
    };

    private static Task<bool> SaveAsync(SaleDbContext db, string sale, params TaskHandle[] tasks) => SaveAsync(db, sale, tasks.Length, tasks);

    private static async Task<bool> SaveAsync(SaleDbContext db, string sale, int effects, params TaskHandle[] tasks)
    {
        Debug.Assert(tasks.Length > 0, "Each kind of sale has a task.");
        db.Sales.Add(new Sale { Id = sale, Effects = effects });
        await db.SaveChangesAsync();
        return true;
    }

    /// <summary>A first task, two that depend on it, and one that depends on both.</summary>
    private static TaskHandle[] Graph(SaleDbContext db, string sale)
    {
        var first = db.Enqueue(SaleTask.Effect, new(sale, 0));
        var left = db.Enqueue(SaleTask.Effect, new(sale, 1), new EnqueueOptions { After = [first] });
        var right = db.Enqueue(SaleTask.Effect, new(sale, 2), new EnqueueOptions { After = [first] });
        return [first, left, right, db.Enqueue(SaleTask.Effect, new(sale, 3), new EnqueueOptions { After = [left, right] })];
    }

    private static Task<bool> InGroupAsync(SaleDbContext db, string sale, int count)
    {
        var group = db.EnqueueGroup(
            SaleTask.Effect,
            Numbers(count).Select(number => new SaleTask(sale, number)),
            new GroupOptions { OnSucceeded = GroupCallback.Of(SaleTask.Effect, new SaleTask(sale, count)) });
        return SaveAsync(db, sale, count + 1, [.. group.Tasks]);
    }

    private static async Task<bool> InTransactionAsync(SaleDbContext db, string sale, bool isCommitted)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await SaveAsync(db, sale, effects: 2, db.Enqueue(SaleTask.Effect, new(sale, 0)));
        db.Enqueue(SaleTask.Effect, new(sale, 1));
        await db.SaveChangesAsync();
        if (isCommitted)
        {
            await transaction.CommitAsync();
        }
        else
        {
            await transaction.RollbackAsync();
        }

        return isCommitted;
    }

    private static async Task<bool> InScopeAsync(SaleDbContext db, string sale)
    {
        var options = new TransactionOptions { IsolationLevel = IsolationLevel.ReadCommitted };
        using var scope = new TransactionScope(TransactionScopeOption.Required, options, TransactionScopeAsyncFlowOption.Enabled);
        await SaveAsync(db, sale, db.Enqueue(SaleTask.Effect, new(sale, 0)));
        scope.Complete();
        return true;
    }

    private static Task<bool> ForgetAsync(SaleDbContext db, string sale)
    {
        db.Enqueue(SaleTask.Effect, new(sale, 0));
        return Task.FromResult(false);
    }

    private static IEnumerable<int> Numbers(int count) => Enumerable.Range(0, count);
}
