using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Npgsql;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Systems;

/// <summary>Hangfire on PostgreSQL, each queue in a schema of its own.</summary>
internal static class HangfirePostgres
{
    /// <summary>The shortest interval that Hangfire accepts. Notifications would open a connection with each job.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    public static Task<IQueueUnderTest> OpenAsync(string database, string name, int tasks, int concurrency)
    {
        HangfireQueue.Prepare(concurrency);
        var options = new PostgreSqlStorageOptions
        {
            SchemaName = name.Replace('-', '_'),
            QueuePollInterval = Poll,
        };
        var storage = new PostgreSqlStorage(new NpgsqlConnectionFactory(database, options), options);
        return Task.FromResult<IQueueUnderTest>(new HangfireQueue(storage, tasks, concurrency, CloseAsync));

        // The server has enough connections only if each process gives its own back.
        static ValueTask CloseAsync()
        {
            NpgsqlConnection.ClearAllPools();
            return ValueTask.CompletedTask;
        }
    }
}
