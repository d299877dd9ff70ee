using Npgsql;
using Testcontainers.PostgreSql;

namespace Streaq.EntityFrameworkCore.Tests.Support;

/// <summary>
/// One server for all tests of the collection, each with a database of its own. The server is a process, or a container where there is no
/// program to start and Docker answers.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;
    private PostgreSqlContainer? _container;

    public string NewDatabase() => _server?.NewDatabase() ?? new NpgsqlConnectionStringBuilder(_container!.GetConnectionString())
    {
        Database = $"test_{Guid.NewGuid():N}",
        MaxPoolSize = 20,
    }.ConnectionString;

    public async Task InitializeAsync()
    {
        if (PostgresServer.IsThere)
        {
            _server = await PostgresServer.StartAsync();
        }
        else
        {
            _container = new PostgreSqlBuilder("postgres:17").Build();
            await _container.StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_container is not null)
        {
            await _container.DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "PostgreSQL";
}
