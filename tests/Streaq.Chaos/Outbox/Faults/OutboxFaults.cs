using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Streaq.Chaos.Outbox.Parts;

namespace Streaq.Chaos.Outbox.Faults;

/// <summary>Breaks processes and servers, with one fault at a time for each.</summary>
internal sealed class OutboxFaults(IReadOnlyList<Place> places, RedisServer redis, PostgresServer postgres, string database) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly SemaphoreSlim _redisTurn = new(1);
    private readonly SemaphoreSlim _postgresTurn = new(1);
    private readonly ConcurrentQueue<OutboxFaultKind> _done = [];

    public IReadOnlyCollection<OutboxFaultKind> Done => _done;

    public async Task RunAsync(PlannedOutboxFault fault)
    {
        await Task.Delay(fault.At);
        switch (fault.Kind)
        {
            case OutboxFaultKind.RestartRedis:
                await InTurnAsync(_redisTurn, fault, () => RestartRedisAsync(fault));
                break;
            case OutboxFaultKind.RestartPostgres or OutboxFaultKind.KillBackend or OutboxFaultKind.TerminateConnections:
                await InTurnAsync(_postgresTurn, fault, () => BreakPostgresAsync(fault));
                break;
            default:
                var all = places.Where(place => fault.IsOf(place.Role)).ToList();
                var victim = all[fault.Victim % all.Count];
                await InTurnAsync(victim.Turn, fault, () => BreakAsync(fault, victim));
                break;
        }
    }

    public void Dispose()
    {
        _redisTurn.Dispose();
        _postgresTurn.Dispose();
    }

    private async Task InTurnAsync(SemaphoreSlim turn, PlannedOutboxFault fault, Func<Task> happen)
    {
        await turn.WaitAsync();
        try
        {
            await happen();
            _done.Enqueue(fault.Kind);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task RestartRedisAsync(PlannedOutboxFault fault)
    {
        await redis.KillAsync();
        await Task.Delay(fault.Length);
        await redis.RestartAsync();
    }

    private async Task BreakPostgresAsync(PlannedOutboxFault fault)
    {
        switch (fault.Kind)
        {
            case OutboxFaultKind.RestartPostgres:
                await postgres.KillAsync();
                await Task.Delay(fault.Length);
                await postgres.RestartAsync();
                break;
            case OutboxFaultKind.KillBackend:
                postgres.KillBackend(fault.Victim);
                break;
            default:
                await using (var db = SaleDbContext.At(database))
                {
                    await TerminateAsync(db);
                }

                break;
        }
    }

    private static async Task TerminateAsync(SaleDbContext db)
    {
        try
        {
            await db.Database.ExecuteSqlRawAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
        catch (Exception e) when (e is Npgsql.NpgsqlException or InvalidOperationException)
        {
            // It still recovers from the last fault, which has ended all connections.
        }
    }

    private static async Task BreakAsync(PlannedOutboxFault fault, Place victim)
    {
        // A start takes long on a busy machine, and a process that has not worked yet has nothing to lose.
        var process = victim.Current;
        await Task.WhenAny(process.AtWork, Task.Delay(Patience));
        await Task.Delay(fault.Length);
        switch (fault.Kind)
        {
            case OutboxFaultKind.Replace:
                await process.LeaveAsync(Patience);
                break;
            case OutboxFaultKind.Stop:
                if (process.TryStop())
                {
                    await Task.Delay(fault.Length);
                    process.TryContinue();
                }

                break;
            default:
                await process.KillAsync();
                break;
        }
    }
}
