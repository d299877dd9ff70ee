using StackExchange.Redis;

namespace Streaq.Chaos.Faults;

/// <summary>Breaks Redis itself, one fault at a time.</summary>
internal sealed class RedisFaults(RedisServer server, FaultLog log) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    public async Task RunAsync(PlannedFault fault)
    {
        await _turn.WaitAsync();
        try
        {
            await log.DuringAsync(fault.Kind, process: null, () => BreakAsync(fault));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Runs <paramref name="during"/> while Redis has no memory left.</summary>
    public async Task WhileFullAsync(Func<IDatabase, Task> during)
    {
        await _turn.WaitAsync();
        try
        {
            using var connection = await ConnectAsync();
            await FillAsync(connection.GetDatabase(), during);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task BreakAsync(PlannedFault fault)
    {
        if (fault.Kind is FaultKind.RestartRedis)
        {
            await server.KillAsync();
            await Task.Delay(fault.Length);
            await server.RestartAsync();
            return;
        }

        // A new connection for each fault, past all proxies: an earlier fault may have broken the last one.
        using var connection = await ConnectAsync();
        var database = connection.GetDatabase();
        switch (fault.Kind)
        {
            case FaultKind.FlushScripts:
                await database.ExecuteAsync("SCRIPT", "FLUSH");
                break;
            case FaultKind.KillClients:
                await database.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                await database.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub", "SKIPME", "yes");
                break;
            case FaultKind.FillMemory:
                await FillAsync(database, _ => Task.Delay(fault.Length));
                break;
            default:
                throw new ArgumentException($"{fault.Kind} is no fault of Redis.", nameof(fault));
        }
    }

    private static async Task FillAsync(IDatabase database, Func<IDatabase, Task> during)
    {
        await database.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        await during(database);
        await database.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
    }

    private Task<ConnectionMultiplexer> ConnectAsync() => ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},allowAdmin=true");
}
