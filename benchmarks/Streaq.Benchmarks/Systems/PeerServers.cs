using Npgsql;
using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;
using Streaq.TestSupport;

namespace Streaq.Benchmarks.Systems;

/// <summary>Where a system keeps its tasks.</summary>
internal enum Store
{
    Redis,
    RabbitMq,
    Postgres,
    Memory,
}

/// <summary>The servers of a run: a Redis, and others that start when a contestant needs them.</summary>
internal sealed class PeerServers(BenchmarkRedis redis) : IAsyncDisposable
{
    /// <summary>Enough for all processes together. The default is 100.</summary>
    private const int Connections = 1_000;

    private RabbitMqBroker? _rabbitMq;
    private PostgresServer? _postgres;

    public BenchmarkRedis Redis => redis;

    /// <summary>An address for a contestant, in PostgreSQL that of a new database; <see langword="null"/> without such a server.</summary>
    public async Task<string?> AddressAsync(Store store) => store switch
    {
        Store.RabbitMq => RabbitMqBroker.IsThere ? (await RabbitMqAsync()).Address.ToString() : null,
        Store.Postgres => PostgresServer.IsThere ? await NewDatabaseAsync() : null,
        _ => redis.Address,
    };

    public async ValueTask DisposeAsync()
    {
        if (_rabbitMq is not null)
        {
            await _rabbitMq.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    private async Task<RabbitMqBroker> RabbitMqAsync()
    {
        if (_rabbitMq is null)
        {
            _rabbitMq = await RabbitMqBroker.StartAsync();
            Surroundings.Note(_rabbitMq.Version);
        }

        return _rabbitMq;
    }

    private async Task<string> NewDatabaseAsync()
    {
        var isNew = _postgres is null;
        _postgres ??= await PostgresServer.StartAsync($"max_connections={Connections}");
        var database = new NpgsqlConnectionStringBuilder(_postgres.NewDatabase()) { MaxPoolSize = 100 };
        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        if (isNew)
        {
            Surroundings.Note($"PostgreSQL {await AnswerAsync("SHOW server_version")} (fsync {await AnswerAsync("SHOW fsync")})");
        }

        await AnswerAsync($"CREATE DATABASE \"{database.Database}\"");
        return database.ConnectionString;

        async Task<object?> AnswerAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }
    }
}
